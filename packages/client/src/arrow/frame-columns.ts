import { types } from 'node:util';
import { describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';
import { keyStep, NdArray } from '@pyloom/core-native';
import { ArrowChunk } from './arrow-chunk';
import { type Column, type Columns, columnSymbol } from './column';
import { columnOfApache } from './from-apache-arrow';
import { inferredRows } from './inferred-column';
import { ndArrayRows, type TypedRows, typedRows } from './typed-column';

/** What each of these is a column of. */
export function columnsOf(data: Readonly<Record<string, unknown>>): Columns {
  const columns = Object.entries(data).map(([name, values]) => columnOf(name, values));
  const [first, ...others] = columns.map(lengthOf);
  const names = Object.keys(data);
  const odd = others.findIndex((length) => length !== first);
  if (odd >= 0) {
    throw new InvalidRangeError(
      `The columns of a frame have as many rows each: ${describeValue(names[0])} has ${first}, ${describeValue(names[odd + 1])} has ${others[odd]}`,
    );
  }
  return { numRows: first ?? 0, columns, metadata: null };
}

/** The objects of an array as rows. */
export function columnsOfRows(rows: readonly unknown[]): Columns {
  const missing = rows.findIndex((row) => row === null || row === undefined);
  const { schema, array } = inferredRows('', rows, (row) => `rows[${row}]`);
  if (rows.length > 0 && (missing >= 0 || schema[0] !== '+s')) {
    throw new InvalidArgumentError(
      `The rows of a frame are objects, not ${describeValue(rows[Math.max(missing, 0)])}`,
    );
  }
  const chunks = array[4].map((child) => new ArrowChunk(child));
  const columns = schema[3].map((child, i) => ({ schema: child, chunks: [chunks[i] as ArrowChunk] }));
  return { numRows: rows.length, columns, metadata: null };
}

function columnOf(name: string, values: unknown): Column {
  const own = (values as { readonly [columnSymbol]?: Column } | undefined)?.[columnSymbol];
  if (own !== undefined) {
    const [format, , ...rest] = own.schema;
    return { schema: [format, name, ...rest], chunks: own.chunks };
  }
  const vector = columnOfApache(name, values);
  if (vector !== undefined) return vector;
  const rows = rowsOf(name, values);
  if (rows === undefined) {
    throw new InvalidArgumentError(
      `${columnPath(name)} must be an array, a typed array or a column of a table, not ${describeValue(values)}`,
    );
  }
  return { schema: rows.schema, chunks: [new ArrowChunk(rows.array)] };
}

function rowsOf(name: string, values: unknown): TypedRows | undefined {
  if (values instanceof NdArray) return ndArrayRows(name, values);
  if (types.isTypedArray(values)) return typedRows(name, values);
  if (Array.isArray(values)) return inferredRows(name, values, (row) => `${columnPath(name)}[${row}]`);
  return undefined;
}

function columnPath(name: string): string {
  return `columns${keyStep(name)}`;
}

function lengthOf({ chunks }: Column): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}
