import { bitAt } from './arrow-bits';

/** An array as the core describes it. */
export type ArrayDescription = readonly [
  length: number,
  nulls: number,
  offset: number,
  buffers: readonly (Uint8Array | null)[],
  children: readonly ArrayDescription[],
  dictionary: ArrayDescription | null,
];

type Numbers<T> = new (buffer: ArrayBuffer, offset: number, length: number) => T;

const empty = new Uint8Array();

/** A piece of a column, on Python's own memory: rows `offset` to `offset + length` of the buffers. */
export class ArrowChunk {
  readonly length: number;
  readonly offset: number;
  readonly children: readonly ArrowChunk[];
  readonly dictionary: ArrowChunk | undefined;
  /** What it was made of. */
  readonly description: ArrayDescription;
  readonly #nullCount: number;
  readonly #buffers: readonly (Uint8Array | null)[];

  constructor(given: ArrayDescription) {
    const description = withWholeChildren(given);
    const [length, nulls, offset, buffers, children, dictionary] = description;
    this.length = length;
    this.offset = offset;
    this.children = children.map((child) => new ArrowChunk(child));
    this.dictionary = dictionary === null ? undefined : new ArrowChunk(dictionary);
    this.#nullCount = nulls;
    this.#buffers = buffers;
    this.description = description;
    if (buffers.some((buffer) => buffer !== null && !(buffer instanceof Uint8Array))) {
      throw new RangeError(
        'A buffer of this table has more than 4 GB, which no call can carry: read it in parts',
      );
    }
  }

  /** These rows of it, on the same memory. */
  slice(offset: number, length: number): ArrowChunk {
    if (offset === 0 && length === this.length) return this;
    const [, , , buffers, children, dictionary] = this.description;
    return new ArrowChunk([
      length,
      this.#nullCount === 0 ? 0 : -1,
      this.offset + offset,
      buffers,
      children,
      dictionary,
    ]);
  }

  /** The same with nulls where the struct that it is a column of is null: what is in there in those rows is anything. */
  within(struct: ArrowChunk): ArrowChunk {
    const { validity: outer } = struct;
    if (outer === undefined) return this;
    const bits = new Uint8Array(Math.ceil((this.offset + this.length) / 8));
    for (let row = 0; row < this.length; row++) {
      const own = this.validity === undefined || bitAt(this.validity, row + this.offset);
      const at = row + this.offset;
      if (own && bitAt(outer, row + struct.offset))
        bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
    }
    const [length, , offset, [, ...buffers], children, dictionary] = this.description;
    return new ArrowChunk([length, -1, offset, [bits, ...buffers], children, dictionary]);
  }

  /** The bits of validity, unless all rows are there. */
  get validity(): Uint8Array | undefined {
    return this.#nullCount === 0 ? undefined : (this.#buffers[0] ?? undefined);
  }

  get bufferCount(): number {
    return this.#buffers.length;
  }

  bytes(index: number): Uint8Array {
    return this.#buffers[index] ?? empty;
  }

  /** The buffer as numbers, rows before `offset` included. */
  numbers<T>(index: number, Numbers: Numbers<T> & { readonly BYTES_PER_ELEMENT: number }): T {
    const { buffer, byteOffset, byteLength } = this.bytes(index);
    const length = Math.floor(byteLength / Numbers.BYTES_PER_ELEMENT);
    if (byteOffset % Numbers.BYTES_PER_ELEMENT === 0)
      return new Numbers(buffer as ArrayBuffer, byteOffset, length);
    return new Numbers(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer, 0, length);
  }
}

/**
 * polars before 2.0 shows columns of a part of a struct that begin where the part does, and says the struct's offset once more: they
 * begin before it, as the struct does.
 */
function withWholeChildren(description: ArrayDescription): ArrayDescription {
  const [length, nulls, offset, buffers, children, dictionary] = description;
  const isCut = ([rows, , start]: ArrayDescription) => rows < offset + length && start >= offset;
  if (offset === 0 || buffers.length !== 1 || !children.some(isCut)) return description;
  const whole = children.map((child): ArrayDescription => {
    if (!isCut(child)) return child;
    // Of a struct within a struct the same is true.
    const [rows, missing, start, ...rest] = withWholeChildren(child);
    return [rows + offset, missing === 0 ? 0 : -1, start - offset, ...rest];
  });
  return [length, nulls, offset, buffers, whole, dictionary];
}
