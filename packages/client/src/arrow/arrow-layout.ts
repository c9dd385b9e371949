import { ArrowChunk } from './arrow-chunk';
import { type ArrowType, byteWidthOf, typeIds } from './arrow-type';
import { numbersOf } from './arrow-values';
import { bytesOf } from './typed-column';

/**
 * The rows of a chunk and nothing before or behind them, on the same memory: all of it begins with the first row, but for bits, which
 * begin at `bitOffset`.
 */
export interface Layout {
  readonly length: number;
  readonly bitOffset: number;
  /** Undefined where all rows are there, and for types without. */
  readonly validity: Uint8Array | undefined;
  /** Values of a fixed width, bits of flags, or all pieces, of which the offsets tell where each begins. */
  readonly values?: Uint8Array;
  /** Also those of a dense union. */
  readonly offsets?: Uint8Array;
  readonly sizes?: Uint8Array;
  readonly typeIds?: Uint8Array;
  /** What views refer to. */
  readonly pieces?: readonly Uint8Array[];
  /** Rows that belong to these, unless offsets say it. */
  readonly children: readonly ArrowChunk[];
}

/** `type`: of its indices where it has a dictionary. `endsFormat`: of the ends of runs. */
export function layoutOf(type: ArrowType, chunk: ArrowChunk, endsFormat = 'i'): Layout {
  const { length, offset, children } = chunk;
  const rows = (index: number, width: number, more = 0) =>
    chunk.bytes(index).subarray(offset * width, (offset + length + more) * width);
  const part = { length, bitOffset: offset, validity: chunk.validity, children };
  const width = byteWidthOf(type);
  if (width !== undefined) return { ...part, values: rows(1, width) };
  switch (type.typeId) {
    case typeIds.bool:
      return { ...part, values: chunk.bytes(1) };
    case typeIds.binary:
    case typeIds.utf8:
      return { ...part, offsets: rows(1, 4, 1), values: chunk.bytes(2) };
    case typeIds.largeBinary:
    case typeIds.largeUtf8:
      return { ...part, offsets: rows(1, 8, 1), values: chunk.bytes(2) };
    case typeIds.binaryView:
    case typeIds.utf8View: {
      const pieces = Array.from({ length: chunk.bufferCount - 3 }, (_, i) => chunk.bytes(2 + i));
      return { ...part, values: rows(1, 16), pieces };
    }
    case typeIds.list:
    case typeIds.map:
      return { ...part, offsets: rows(1, 4, 1) };
    case typeIds.largeList:
      return { ...part, offsets: rows(1, 8, 1) };
    case typeIds.listView:
      return { ...part, offsets: rows(1, 4), sizes: rows(2, 4) };
    case typeIds.largeListView:
      return { ...part, offsets: rows(1, 8), sizes: rows(2, 8) };
    case typeIds.fixedSizeList: {
      const size = type.listSize as number;
      return { ...part, children: children.map((child) => child.slice(offset * size, length * size)) };
    }
    case typeIds.struct:
      return { ...part, children: children.map((child) => child.slice(offset, length)) };
    case typeIds.union: {
      const ids = { ...part, validity: undefined, typeIds: rows(0, 1) };
      if (type.mode === 1) return { ...ids, offsets: rows(1, 4) };
      return { ...ids, children: children.map((child) => child.slice(offset, length)) };
    }
    case typeIds.runEndEncoded:
      return { ...part, validity: undefined, children: cutRuns(chunk, endsFormat) };
    default:
      return { ...part, validity: undefined };
  }
}

/** The runs that these rows are of, the first and the last of them shortened. */
function cutRuns({ offset, length, children }: ArrowChunk, endsFormat: string): ArrowChunk[] {
  const [ends, values] = children as [ArrowChunk, ArrowChunk];
  const all = numbersOf(endsFormat, ends) as Int32Array;
  const own = Array.from(all.subarray(ends.offset, ends.offset + ends.length), Number);
  const first = own.findIndex((end) => end > offset);
  const last = own.findIndex((end) => end >= offset + length);
  if (length === 0 || first < 0) return [ends.slice(0, 0), values.slice(0, 0)];
  const cut = own.slice(first, last + 1).map((end) => Math.min(end, offset + length) - offset);
  const Ends = all.constructor as Int32ArrayConstructor;
  const moved = Ends.from(cut, (end) => (all instanceof BigInt64Array ? BigInt(end) : end) as number);
  return [
    new ArrowChunk([cut.length, 0, 0, [null, bytesOf(moved)], [], null]),
    values.slice(first, last + 1 - first),
  ];
}
