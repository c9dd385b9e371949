/** A decimal as text, exactly: an integer in two's complement, little-endian, and where its point is. */
export function readDecimal(bytes: Uint8Array, at: number, width: number, scale: number): string {
  let value = 0n;
  for (let i = width; i-- > 0; ) value = (value << 8n) | BigInt(bytes[at + i] as number);
  value = BigInt.asIntN(width * 8, value);
  const sign = value < 0n ? '-' : '';
  const digits = String(value < 0n ? -value : value);
  if (scale <= 0) return sign + digits + '0'.repeat(digits === '0' ? 0 : -scale);
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** Months; days and milliseconds; or months, days and nanoseconds. */
export function readInterval(
  format: string,
  bytes: Uint8Array,
  row: number,
): Record<string, number | bigint> {
  const width = format === 'tiM' ? 4 : format === 'tiD' ? 8 : 16;
  const view = new DataView(bytes.buffer, bytes.byteOffset + row * width, width);
  if (format === 'tiM') return { months: view.getInt32(0, true) };
  if (format === 'tiD') return { days: view.getInt32(0, true), milliseconds: view.getInt32(4, true) };
  return {
    months: view.getInt32(0, true),
    days: view.getInt32(4, true),
    nanoseconds: view.getBigInt64(8, true),
  };
}
