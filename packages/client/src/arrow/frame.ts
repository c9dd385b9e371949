import { describeValue, InvalidArgumentError, isRecord } from '@pyloom/common';
import { ArrayArgument, type AttributeHandle, attributeSymbol, NdArray } from '@pyloom/core-native';
import type { ArrayDescription } from './arrow-chunk';
import type { ArrowColumn } from './arrow-column';
import type { ArrowTable } from './arrow-table';
import { batchesOf } from './batches';
import { type Columns, columnsSymbol } from './column';
import { columnsOf, columnsOfRows } from './frame-columns';
import { columnsOfApache } from './from-apache-arrow';
import type { TableDescription } from './table-description';

/** Whose table a frame() becomes in Python. */
export type FrameLibrary = 'pandas' | 'polars' | 'pyarrow';

/** What `frame()` sees of a Table of apache-arrow. */
export interface ApacheArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly unknown[] };
  readonly batches: readonly unknown[];
}

/** The same of a Vector. */
export interface ApacheArrowVector {
  readonly type: object;
  readonly data: readonly unknown[];
}

/** What a column can be made of: a typed array crosses on its own memory, an Array's values are looked through. */
export type FrameColumn =
  | (ArrayBufferView & ArrayLike<unknown>)
  | readonly unknown[]
  | NdArray
  | ArrowColumn
  | ApacheArrowVector;

/** Columns by their names, or an object for each row. */
export type FrameData =
  | ArrowTable
  | ApacheArrowTable
  | Readonly<Record<string, FrameColumn>>
  | readonly Readonly<Record<string, unknown>>[];

const libraries: readonly unknown[] = ['pandas', 'polars', 'pyarrow', undefined];

/** A table for Python; made by frame(). */
export class Frame {
  readonly #table: TableDescription;
  readonly #library: FrameLibrary | undefined;

  /** @internal */
  constructor(table: TableDescription, library: FrameLibrary | undefined) {
    this.#table = table;
    this.#library = library;
  }

  /** @internal What Python makes of it. */
  get [attributeSymbol](): AttributeHandle {
    const [schema, arrays] = this.#table;
    return {
      owner: 'pyloom._tables',
      path: ['make', schema, arrays.map(lent), this.#library ?? null],
    };
  }
}

/**
 * A table as an argument of a call: an `ArrowTable`, a Table of apache-arrow, columns (`{ name: typed array or Array }`), or an Array of objects
 * for the rows. It arrives
 * as an object that pandas, polars, pyarrow, DuckDB and whatever else speaks the Arrow PyCapsule interface can take, or as that library's own
 * table. Typed arrays and tables of Python's cross on the memory where they are: do not change them while Python has them.
 *
 * In an Array numbers are float64, bigints int64, Dates timestamps, Buffers binary, arrays lists, objects structs, and null and undefined null.
 *
 * @throws ConversionError that names column and row where a value does not fit to those before it; RangeError
 * (`ERR_PYLOOM_INVALID_ARGUMENT`) when columns differ in length; TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) when `data` is no table.
 */
export function frame(data: FrameData, library?: FrameLibrary): Frame {
  if (!libraries.includes(library)) {
    throw new InvalidArgumentError(
      `A frame can be a table of 'pandas', 'polars' or 'pyarrow', not of ${describeValue(library)}`,
    );
  }
  return new Frame(batchesOf(asColumns(data)), library);
}

function asColumns(data: unknown): Columns {
  const own = (data as { readonly [columnsSymbol]?: Columns } | null | undefined)?.[columnsSymbol];
  if (own !== undefined) return own;
  const apache = columnsOfApache(data ?? {});
  if (apache !== undefined) return apache;
  if (Array.isArray(data)) return columnsOfRows(data);
  if (isRecord(data)) return columnsOf(data);
  throw new InvalidArgumentError(
    `frame() takes a table, columns by their names, or an array of rows, not ${describeValue(data)}`,
  );
}

/** With its buffers as memoryviews, whatever the client makes of other arrays. */
function lent([length, nulls, offset, buffers, children, dictionary]: ArrayDescription): unknown[] {
  return [
    length,
    nulls,
    offset,
    buffers.map((buffer) => buffer && new ArrayArgument(new NdArray(buffer, [buffer.length]), false, false)),
    children.map(lent),
    dictionary && lent(dictionary),
  ];
}
