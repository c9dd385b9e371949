const slots = 512;
/** Longer texts than this are seldom seen again. */
const longest = 24;

/**
 * Short ASCII texts that were read before, found by their bytes: making a string costs 70 ns, finding one 15.
 * The bytes are kept beside the strings because comparing with `charCodeAt` takes three times as long.
 */
export class TextCache {
  readonly #texts: string[] = new Array(slots).fill('');
  readonly #bytes = new Uint8Array(slots * longest);
  #slot = -1;

  /** The text of these bytes, if it is here. */
  find(bytes: Uint8Array, start: number, length: number): string | undefined {
    this.#slot = -1;
    if (length > longest) return undefined;
    let hash = length;
    let all = 0;
    for (let i = 0; i < length; i++) {
      const byte = bytes[start + i] as number;
      all |= byte;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (all > 0x7f) return undefined;
    const slot = (hash ^ (hash >>> 9)) & (slots - 1);
    this.#slot = slot;
    const text = this.#texts[slot] as string;
    if (text.length !== length) return undefined;
    const kept = this.#bytes;
    const offset = slot * longest;
    for (let i = 0; i < length; i++) {
      if (kept[offset + i] !== bytes[start + i]) return undefined;
    }
    return text;
  }

  /** True if the text that was looked for last can be kept: it is short, and ASCII. */
  get keepable(): boolean {
    return this.#slot >= 0;
  }

  /** Keeps the text of the bytes that were looked for last. */
  keep(text: string): void {
    this.#texts[this.#slot] = text;
    for (let i = 0; i < text.length; i++) this.#bytes[this.#slot * longest + i] = text.charCodeAt(i);
  }
}
