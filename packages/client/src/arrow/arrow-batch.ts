import { ArrayLayout, type LaidOutArray } from './array-layout';
import { type ArrayDescription, ArrowChunk } from './arrow-chunk';
import { type ArrowField, hasValidity, type SchemaDescription } from './arrow-field';

/** Rows of a table, in all of its columns. A column's memory is looked at when the column is. */
export class ArrowBatch {
  readonly numRows: number;
  readonly #schema: SchemaDescription;
  readonly #layout: ArrayLayout | undefined;
  #whole: ArrowChunk | undefined;

  constructor(schema: SchemaDescription, array: ArrayDescription | LaidOutArray) {
    this.#schema = schema;
    if (isLaidOut(array)) {
      this.#layout = new ArrayLayout(array);
      this.numRows = this.#layout.length;
    } else {
      this.#whole = new ArrowChunk(array);
      this.numRows = this.#whole.length;
    }
  }

  /** What is no table, such as a Series, is one column. */
  whole(): ArrowChunk {
    this.#whole ??= new ArrowChunk((this.#layout as ArrayLayout).whole(this.#schema));
    return this.#whole;
  }

  column(index: number, field: ArrowField): ArrowChunk {
    if (this.#layout?.isPlain) {
      const schema = this.#schema[3][index] as SchemaDescription;
      return new ArrowChunk(this.#layout.child(schema, index)).slice(0, this.numRows);
    }
    return childOf(this.whole(), index, field);
  }
}

function isLaidOut(array: ArrayDescription | LaidOutArray): array is LaidOutArray {
  return typeof array[0] !== 'number';
}

/** A struct that is a part of a longer one has columns that are longer than it. */
function childOf(chunk: ArrowChunk, index: number, { format }: ArrowField): ArrowChunk {
  const child = (chunk.children[index] as ArrowChunk).slice(chunk.offset, chunk.length);
  return hasValidity(format) ? child.within(chunk) : child;
}
