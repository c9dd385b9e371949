import { bitsFrom, countBits } from '../arrow-bits';
import type { ArrowChunk } from '../arrow-chunk';
import type { SchemaDescription } from '../arrow-field';
import { type Layout, layoutOf } from '../arrow-layout';
import { typeIds } from '../arrow-type';
import { bytesOf } from '../typed-column';
import { int64, numbers, type Part, table } from './flat-buffer';
import { typeOf } from './schema-message';

/** In which buffers lie in a message. */
export const alignment = 8;

/** The columns of a batch, buffer after buffer: without offsets, of which this format has none. */
export class BatchBody {
  readonly #nodes: bigint[] = [];
  readonly #spans: bigint[] = [];
  readonly #variadic: bigint[] = [];
  readonly #buffers: Uint8Array[] = [];
  #length = 0;

  /** The bytes, each with what fills it up. */
  get buffers(): readonly Uint8Array[] {
    return this.#buffers;
  }

  get length(): number {
    return this.#length;
  }

  add(schema: SchemaDescription, chunk: ArrowChunk): void {
    const type = typeOf(schema);
    const layout = layoutOf(type, chunk, schema[3][0]?.[0]);
    const { length, bitOffset, validity, pieces } = layout;
    const bits = validity && bitsFrom(validity, bitOffset, length);
    const nulls = type.typeId === typeIds.null ? length : bits ? length - countBits(bits, length) : 0;
    this.#nodes.push(BigInt(length), BigInt(nulls));
    if (type.typeId === typeIds.null) return;
    if (type.typeId === typeIds.union) this.#buffer(layout.typeIds);
    else if (type.typeId !== typeIds.runEndEncoded) this.#buffer(bits);
    if (pieces !== undefined) {
      this.#variadic.push(BigInt(pieces.length));
      for (const each of [layout.values, ...pieces]) this.#buffer(each);
      return;
    }
    const { values, children } = this.#offsets(type.typeId, layout);
    if (type.typeId === typeIds.bool) this.#buffer(bitsFrom(values as Uint8Array, bitOffset, length));
    else if (values !== undefined) this.#buffer(values);
    // The values of a dictionary are in a message of their own.
    if (schema[4] === null) {
      for (const [i, child] of children.entries()) this.add(schema[3][i] as SchemaDescription, child);
    }
  }

  /** The table RecordBatch. */
  table(length: number): Part {
    return table(
      int64(length),
      numbers(BigInt64Array.from(this.#nodes), this.#nodes.length / 2),
      numbers(BigInt64Array.from(this.#spans), this.#spans.length / 2),
      undefined,
      this.#variadic.length > 0 ? numbers(BigInt64Array.from(this.#variadic)) : undefined,
    );
  }

  /** Pieces and items that are before the first row, or behind the last, are left out. */
  #offsets(typeId: number, layout: Layout): Pick<Layout, 'values' | 'children'> {
    const { offsets, sizes, values, children } = layout;
    if (offsets === undefined) return layout;
    if (sizes !== undefined || typeId === typeIds.union) {
      this.#buffer(offsets);
      if (sizes !== undefined) this.#buffer(sizes);
      return layout;
    }
    const isLong =
      typeId === typeIds.largeBinary || typeId === typeIds.largeUtf8 || typeId === typeIds.largeList;
    const { moved, first, last } = isLong ? movedToZero(asLong(offsets)) : movedToZero(asShort(offsets));
    this.#buffer(bytesOf(moved));
    return {
      values: values?.subarray(first, last),
      children: children.map((child) => child.slice(first, last - first)),
    };
  }

  #buffer(bytes: Uint8Array = new Uint8Array()): void {
    this.#spans.push(BigInt(this.#length), BigInt(bytes.length));
    const filling = -bytes.length & (alignment - 1);
    this.#buffers.push(bytes, new Uint8Array(filling));
    this.#length += bytes.length + filling;
  }
}

interface Moved {
  readonly moved: Int32Array | BigInt64Array;
  readonly first: number;
  readonly last: number;
}

/** An array without rows may have no offsets at all. */
function movedToZero(offsets: Int32Array | BigInt64Array): Moved {
  const [first, last] = [offsets[0] ?? 0, offsets.at(-1) ?? 0];
  const bounds = { first: Number(first), last: Number(last) };
  if (offsets.length === 0) return { moved: new BigInt64Array(1), ...bounds };
  if (bounds.first === 0) return { moved: offsets, ...bounds };
  const moved =
    offsets instanceof Int32Array
      ? offsets.map((each) => each - (first as number))
      : offsets.map((each) => each - (first as bigint));
  return { moved, ...bounds };
}

function asShort(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset, byteLength } = byteAligned(bytes, 4);
  return new Int32Array(buffer as ArrayBuffer, byteOffset, byteLength / 4);
}

function asLong(bytes: Uint8Array): BigInt64Array {
  const { buffer, byteOffset, byteLength } = byteAligned(bytes, 8);
  return new BigInt64Array(buffer as ArrayBuffer, byteOffset, byteLength / 8);
}

function byteAligned(bytes: Uint8Array, width: number): Uint8Array {
  return bytes.byteOffset % width === 0 ? bytes : bytes.slice();
}
