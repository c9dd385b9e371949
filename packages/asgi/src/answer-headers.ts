/** Headers as Node takes them, names and values in turn, from the one text that they cross as. */
export function headersOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

/** Whether the headers say where the body ends. */
export function saysLength(headers: readonly string[]): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    if (name.length !== 14 && name.length !== 17) continue;
    const lower = name.toLowerCase();
    if (lower === 'content-length' || lower === 'transfer-encoding') return true;
  }
  return false;
}
