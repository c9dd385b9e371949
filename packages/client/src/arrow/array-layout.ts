import type { ArrayDescription } from './arrow-chunk';
import type { SchemaDescription } from './arrow-field';

/** The buffers of an array: memory that is asked for piece by piece, or in this process already. */
type Buffers = readonly (Uint8Array | null)[] | { take(index: number): ArrayBuffer | null };

/** An array as the core reads it: how it is laid out, in numbers, and its buffers. */
export type LaidOutArray = readonly [layout: Float64Array, buffers: Buffers];

/** Of each array there are as many numbers, then come those of its children, then of its dictionary. */
const numbersPerArray = 6;

/** Where an array begins among the numbers; the first begins at 0. */
type Position = number;

/** Nothing of it is made, and no buffer looked at, before it is asked for: a table may have thousands of buffers. */
export class ArrayLayout {
  readonly #numbers: Float64Array;
  readonly #buffers: Buffers;

  constructor([numbers, buffers]: LaidOutArray) {
    this.#numbers = numbers;
    this.#buffers = buffers;
  }

  get length(): number {
    return this.#number(0, 1);
  }

  /** Whether each child has the rows of the whole: it begins where they do, and hides none of theirs. */
  get isPlain(): boolean {
    const [nulls, offset, first] = [2, 3, 4].map((index) => this.#number(0, index));
    return offset === 0 && (nulls === 0 || this.#buffer(first as number) === null);
  }

  whole(schema: SchemaDescription): ArrayDescription {
    return this.#describe(schema, 0);
  }

  /** A child of the whole. */
  child(schema: SchemaDescription, index: number): ArrayDescription {
    let at: Position = numbersPerArray;
    for (let i = 0; i < index; i++) at = this.#number(at, 0);
    return this.#describe(schema, at);
  }

  #describe([, , , children, dictionary]: SchemaDescription, at: Position): ArrayDescription {
    const [length, nulls, offset, first, count] = [1, 2, 3, 4, 5].map((index) => this.#number(at, index)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const buffers = Array.from({ length: count }, (_, i) => this.#buffer(first + i));
    let next: Position = at + numbersPerArray;
    const describe = (schema: SchemaDescription) => {
      const described = this.#describe(schema, next);
      next = this.#number(next, 0);
      return described;
    };
    const described = children.map(describe);
    return [length, nulls, offset, buffers, described, dictionary === null ? null : describe(dictionary)];
  }

  #number(at: Position, index: number): number {
    return this.#numbers[at + index] as number;
  }

  #buffer(index: number): Uint8Array | null {
    if (!('take' in this.#buffers)) return this.#buffers[index] ?? null;
    const memory = this.#buffers.take(index);
    return memory === null ? null : new Uint8Array(memory);
  }
}
