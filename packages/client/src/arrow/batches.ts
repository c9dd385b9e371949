import type { ArrayDescription, ArrowChunk } from './arrow-chunk';
import type { Column, Columns } from './column';
import type { TableDescription } from './table-description';

/** A table in pieces of which each has all columns, cut wherever one of them is; nothing is copied. */
export function batchesOf({ numRows, columns, metadata }: Columns): TableDescription {
  const ends = new Set<number>();
  for (const { chunks } of columns) {
    let end = 0;
    for (const { length } of chunks) {
      end += length;
      ends.add(end);
    }
  }
  if (columns.length === 0) ends.add(numRows);
  const pieces = columns.map((column) => new Pieces(column));
  const arrays: ArrayDescription[] = [];
  let start = 0;
  for (const end of [...ends].sort((a, b) => a - b)) {
    const length = end - start;
    if (length === 0 && numRows > 0) continue;
    const children = pieces.map((column) => column.next(length));
    arrays.push([length, 0, 0, [null], children, null]);
    start = end;
  }
  return [['+s', '', 0, columns.map(({ schema }) => schema), null, metadata], arrays];
}

/** Takes a column off from its beginning. */
class Pieces {
  readonly #chunks: readonly ArrowChunk[];
  #chunk = 0;
  #row = 0;

  constructor({ chunks }: Column) {
    this.#chunks = chunks;
  }

  /** As many rows as there are in the next chunk, at most. */
  next(length: number): ArrayDescription {
    while (length > 0 && this.#row === (this.#chunks[this.#chunk] as ArrowChunk).length) {
      this.#chunk++;
      this.#row = 0;
    }
    const chunk = this.#chunks[this.#chunk] as ArrowChunk;
    const piece = chunk.slice(this.#row, length).description;
    this.#row += length;
    return piece;
  }
}
