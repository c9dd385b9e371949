import { float16OfBits } from '@pyloom/common';
import type { DecoderHooks } from './decoder-hooks';
import { Failure } from './failure';
import { countElements, NdArray } from './nd-array';
import { originOf, rememberOrigin } from './origin';
import { isPieces, type Pieces } from './pieces';
import type { Source } from './source';
import { dataViewFormat, float16Format, formatOfCode, type ViewFormat } from './view-format';
import { maxDimensions } from './wire-format';

export function readView(source: Source, int64: DecoderHooks['int64']): unknown {
  const { format, shape } = readShape(source);
  const length = countElements(shape) * format.itemSize;
  if (length !== source.end - source.position) throw misfit(shape, source.end - source.position);
  return makeView(source.copy(length), 0, format, shape, int64);
}

export function readPinnedView(source: Source, hooks: DecoderHooks, int64: DecoderHooks['int64']): unknown {
  const { format, shape } = readShape(source);
  const memory = bytesAttached(source, hooks);
  const length = countElements(shape) * format.itemSize;
  if (length !== memory.length) throw misfit(shape, memory.length);
  const { buffer, byteOffset } =
    memory.byteOffset % format.itemSize === 0 ? memory : Uint8Array.prototype.slice.call(memory);
  return makeView(buffer, byteOffset, format, shape, int64);
}

export function readPinnedBytes(source: Source, hooks: DecoderHooks): Buffer | Pieces {
  const memory = attached(source, hooks);
  if (isPieces(memory)) return memory;
  const { buffer, byteOffset, length } = memory;
  return Buffer.from(buffer as ArrayBuffer, byteOffset, length);
}

export function readBytes(source: Source, length: number): Buffer {
  const at = source.take(length);
  const copy = Buffer.allocUnsafe(length);
  copy.set(source.bytes.subarray(at, at + length));
  return copy;
}

function bytesAttached(source: Source, hooks: DecoderHooks): Uint8Array {
  const memory = attached(source, hooks);
  if (isPieces(memory)) throw new Failure('a view is of memory in pieces');
  return memory;
}

function attached(source: Source, hooks: DecoderHooks): Uint8Array | Pieces {
  const index = source.uint32LittleEndian();
  if (!hooks.attached)
    throw new Failure('it refers to memory beside the message, of which there is none here');
  const memory = hooks.attached(index);
  return memory instanceof Uint8Array || isPieces(memory) ? memory : new Uint8Array(memory);
}

function readShape(source: Source): { format: ViewFormat; shape: number[] } {
  const code = source.uint8();
  const format = formatOfCode(code);
  if (!format) throw new Failure(`a view has the unknown format ${code}`);
  const dimensions = source.uint8();
  if (dimensions > maxDimensions || (format === dataViewFormat && dimensions !== 1)) {
    throw new Failure(`a view of '${format.dtype}' has ${dimensions} dimensions`);
  }
  const shape: number[] = [];
  for (let i = 0; i < dimensions; i++) shape.push(source.uint32LittleEndian());
  return { format, shape };
}

/** What an array of Python's is that no buffer shows as it is: what it holds, then its dtype, then its mask or null. */
export function describeArray(held: unknown, dtype: unknown, mask: unknown): NdArray {
  const array = held instanceof NdArray ? held : undefined;
  const data = array?.data ?? held;
  if (
    !ArrayBuffer.isView(data) ||
    typeof dtype !== 'string' ||
    !(mask === null || mask instanceof Uint8Array)
  ) {
    throw new Failure('an array is described by no view, dtype and mask');
  }
  const shape = array?.shape ?? [(data as unknown as { readonly length: number }).length];
  return new NdArray(
    data,
    shape,
    dtype || (array?.dtype ?? originOf(data)?.dtype),
    mask === null ? undefined : Uint8Array.from(mask),
  );
}

function makeView(
  buffer: ArrayBufferLike,
  offset: number,
  format: ViewFormat,
  shape: number[],
  int64: DecoderHooks['int64'],
): unknown {
  const view = new format.View(buffer as ArrayBuffer, offset, countElements(shape) * format.parts);
  if (format === float16Format && view instanceof Uint16Array)
    return inShape(Float32Array.from(view, float16OfBits), shape);
  if (int64 === 'number' && (view instanceof BigInt64Array || view instanceof BigUint64Array)) {
    return inShape(numbersOf(view), shape);
  }
  if (format.parts > 1 || shape.length !== 1) return new NdArray(view, shape, format.dtype);
  if (format.View === Uint8Array) rememberOrigin(view, format);
  return view;
}

function inShape(array: Float32Array | Float64Array, shape: number[]): unknown {
  return shape.length === 1 ? array : new NdArray(array, shape);
}

function numbersOf(bigints: BigInt64Array | BigUint64Array): Float64Array {
  const numbers = Float64Array.from(bigints as BigInt64Array, Number);
  const unsafe = numbers.findIndex((number) => !Number.isSafeInteger(number));
  if (unsafe < 0) return numbers;
  throw new Failure(
    `element ${unsafe} is ${bigints[unsafe]}, no safe integer: with int64: 'number' it would be rounded; use int64: 'bigint'`,
  );
}

function misfit(shape: readonly number[], length: number): Failure {
  return new Failure(`a view of shape [${shape.join(', ')}] does not fit its ${length} bytes`);
}
