import { bitAt } from './arrow-bits';
import type { ArrowChunk } from './arrow-chunk';
import { type ArrowField, hasValidity, type SchemaDescription } from './arrow-field';
import { noNumbersOf, numbersOf, type ValueAt, valuesOf } from './arrow-values';
import { type Column, columnSymbol } from './column';

/** A column of a table. What it gives is made when it is asked for. */
export class ArrowColumn {
  readonly #schema: SchemaDescription;
  readonly #field: ArrowField;
  /** Until its memory is looked at for the first time. */
  #look: (() => readonly ArrowChunk[]) | undefined;
  #looked: readonly ArrowChunk[] = [];

  /** @internal by `ArrowTable`. */
  constructor(schema: SchemaDescription, field: ArrowField, look: () => readonly ArrowChunk[]) {
    this.#schema = schema;
    this.#field = field;
    this.#look = look;
  }

  get #chunks(): readonly ArrowChunk[] {
    if (this.#look !== undefined) this.#looked = this.#look();
    this.#look = undefined;
    return this.#looked;
  }

  get name(): string {
    return this.#field.name;
  }

  /** As pyarrow writes it: 'int64', 'string', 'timestamp[us, tz=UTC]'. */
  get type(): string {
    return this.#field.type;
  }

  /**
   * Numbers as a typed array: on Python's own memory, so that it must not be changed; a copy if the column has several chunks. What stands
   * there in rows that are null is any number: see `nulls`. Columns of other types as an Array, as `toArray()` gives it.
   */
  get data(): ArrayBufferView | readonly unknown[] {
    if (this.#field.dictionary) return this.toArray();
    if (this.#chunks.length === 0) return noNumbersOf(this.#field.format) ?? [];
    const parts = this.#chunks.map((chunk) => partOf(this.#field.format, chunk));
    if (parts.includes(undefined)) return this.toArray();
    const arrays = parts as Float64Array[];
    return arrays.length === 1 ? (arrays[0] as Float64Array) : concatenate(arrays);
  }

  /** One byte for each row, 1 where it is null; undefined if none is. */
  get nulls(): Uint8Array | undefined {
    if (
      hasValidity(this.#field.format) &&
      !this.#field.dictionary &&
      this.#chunks.every(({ validity }) => !validity)
    )
      return undefined;
    const nulls = Uint8Array.from(
      this.#field.dictionary || !hasValidity(this.#field.format) ? this.#missing() : this.#marked(),
    );
    return nulls.includes(1) ? nulls : undefined;
  }

  /** By the bits that tell it. */
  *#marked(): Generator<number> {
    for (const { validity, length, offset } of this.#chunks) {
      for (let row = 0; row < length; row++) yield validity && !bitAt(validity, row + offset) ? 1 : 0;
    }
  }

  /** Where nulls may come from what it is made of. */
  *#missing(): Generator<number> {
    for (const value of this.toArray()) yield value === null ? 1 : 0;
  }

  /** The value of each row; null where there is none. */
  toArray(): unknown[] {
    const values: unknown[] = [];
    for (const [value, length] of this.readers()) for (let i = 0; i < length; i++) values.push(value(i));
    return values;
  }

  /** @internal For frame(). */
  get [columnSymbol](): Column {
    return { schema: this.#schema, chunks: this.#chunks };
  }

  /** @internal */
  readers(): [value: ValueAt, length: number][] {
    return this.#chunks.map((chunk) => [valuesOf(this.#field, chunk), chunk.length]);
  }
}

function partOf(format: string, chunk: ArrowChunk): ArrayBufferView | undefined {
  return numbersOf(format, chunk)?.subarray(chunk.offset, chunk.offset + chunk.length);
}

function concatenate(parts: readonly Float64Array[]): ArrayBufferView {
  const Numbers = (parts[0] as Float64Array).constructor as Float64ArrayConstructor;
  const whole = new Numbers(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
