import { describeValue, InvalidArgumentError } from '@pyloom/common';
import { ArrowBatch } from './arrow-batch';
import { ArrowColumn } from './arrow-column';
import { type ArrowField, describeField } from './arrow-field';
import { type Columns, columnSymbol, columnsSymbol } from './column';
import { writeStream } from './ipc/write-stream';
import type { ReadTable } from './table-description';
import { type ApacheArrow, ToApacheArrow } from './to-apache-arrow';

/**
 * A table of pandas, polars, pyarrow, DuckDB or whatever else speaks Arrow's C data interface, on Python's own memory: nothing is copied
 * before it is asked for. The memory stays until the last typed array over it is garbage.
 */
export class ArrowTable {
  readonly numRows: number;
  /** The columns in their order; `type` is as pyarrow writes it. */
  readonly schema: { readonly fields: readonly ArrowField[] };
  readonly #columns: readonly ArrowColumn[];
  readonly #metadata: Uint8Array | null;

  /** @internal */
  constructor(...[schema, arrays]: ReadTable) {
    const batches = arrays.map((array) => new ArrowBatch(schema, array));
    const described = describeField(schema);
    // A table is a stream of structs; anything else, such as a Series, is one column.
    const isTable = described.format === '+s';
    this.schema = { fields: isTable ? described.children : [described] };
    const schemas = isTable ? schema[3] : [schema];
    this.#columns = this.schema.fields.map(
      (field, i) =>
        new ArrowColumn(schemas[i] as (typeof schemas)[number], field, () =>
          batches.map((batch) => (isTable ? batch.column(i, field) : batch.whole())),
        ),
    );
    this.#metadata = isTable ? schema[5] : null;
    this.numRows = batches.reduce((sum, { numRows }) => sum + numRows, 0);
  }

  /** @throws RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the columns there are. */
  column(name: string): ArrowColumn {
    const column = this.#columns.find((each) => each.name === name);
    if (column) return column;
    const names = this.schema.fields.map((field) => `'${field.name}'`).join(', ');
    throw new InvalidArgumentError(
      `There is no column ${describeValue(name)} in this table, which has ${names}`,
    );
  }

  /** @internal For frame(). */
  get [columnsSymbol](): Columns {
    const columns = this.#columns.map((column) => column[columnSymbol]);
    return { numRows: this.numRows, columns, metadata: this.#metadata };
  }

  /** An object for each row, one after another. */
  *rows(): IterableIterator<Record<string, unknown>> {
    const names = this.schema.fields.map(({ name }) => name);
    const readers = this.#columns.map((column) => column.readers());
    for (const [chunk, [, length]] of (readers[0] ?? []).entries()) {
      const values = readers.map((column) => (column[chunk] as (typeof column)[number])[0]);
      for (let row = 0; row < length; row++) {
        yield Object.fromEntries(values.map((value, i) => [names[i], value(row)]));
      }
    }
  }

  /**
   * A Table of apache-arrow (the module itself is passed) on the same memory.
   *
   * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for another module, or a column of a type that it has not.
   */
  to<A extends ApacheArrow>(arrow: A): InstanceType<A['Table']> {
    return new ToApacheArrow(arrow).table(this[columnsSymbol]) as InstanceType<A['Table']>;
  }

  /** In Arrow's IPC streaming format, which files, services and other libraries read: a copy. */
  toIPC(): Uint8Array {
    return writeStream(this[columnsSymbol]);
  }

  toArray(): Record<string, unknown>[] {
    return [...this.rows()];
  }
}
