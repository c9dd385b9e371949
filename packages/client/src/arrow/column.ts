import type { ArrowChunk } from './arrow-chunk';
import type { SchemaDescription } from './arrow-field';

/** A column on its way to Python or into a file: its type, and its pieces one after another. */
export interface Column {
  readonly schema: SchemaDescription;
  readonly chunks: readonly ArrowChunk[];
}

/** Columns of equal length. */
export interface Columns {
  readonly numRows: number;
  readonly columns: readonly Column[];
  /** Of the whole, as `Column['schema']` has it. */
  readonly metadata: Uint8Array | null;
}

/** Under which an `ArrowColumn` has its memory; registered, as another copy of the package may have made it. */
export const columnSymbol: unique symbol = Symbol.for('pyloom.column') as never;

/** The same of an `ArrowTable`. */
export const columnsSymbol: unique symbol = Symbol.for('pyloom.columns') as never;
