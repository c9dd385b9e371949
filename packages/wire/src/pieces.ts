/** Memory of many pieces, each of which is made an ArrayBuffer of when it is asked for. What a message carries instead of bytes. */
export interface Pieces {
  /** `null`: there is none with this index. Throws a RangeError for one that no ArrayBuffer can be made of. */
  take(index: number): ArrayBuffer | null;
}

/** Whether it is that, and no bytes; by its shape, as test runners load packages into realms of their own. */
export function isPieces(value: unknown): value is Pieces {
  return typeof (value as Pieces | null)?.take === 'function';
}
