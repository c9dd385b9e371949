import type { DecoderHooks } from './decoder-hooks';
import { Failure } from './failure';
import { countElements, NdArray } from './nd-array';
import { rememberOrigin } from './origin';
import type { Source } from './source';
import { dataViewFormat, formatOfCode, type ViewFormat } from './view-format';
import { maxDimensions } from './wire-format';

export function readView(source: Source): unknown {
  const { format, shape } = readShape(source);
  const length = countElements(shape) * format.itemSize;
  if (length !== source.end - source.position) throw misfit(shape, source.end - source.position);
  return makeView(source.copy(length), 0, format, shape);
}

export function readPinnedView(source: Source, hooks: DecoderHooks): unknown {
  const { format, shape } = readShape(source);
  const memory = attached(source, hooks);
  const length = countElements(shape) * format.itemSize;
  if (length !== memory.length) throw misfit(shape, memory.length);
  const { buffer, byteOffset } =
    memory.byteOffset % format.itemSize === 0 ? memory : Uint8Array.prototype.slice.call(memory);
  return makeView(buffer, byteOffset, format, shape);
}

export function readPinnedBytes(source: Source, hooks: DecoderHooks): Buffer {
  const { buffer, byteOffset, length } = attached(source, hooks);
  return Buffer.from(buffer as ArrayBuffer, byteOffset, length);
}

export function readBytes(source: Source, length: number): Buffer {
  const at = source.take(length);
  const copy = Buffer.allocUnsafe(length);
  copy.set(source.bytes.subarray(at, at + length));
  return copy;
}

function attached(source: Source, hooks: DecoderHooks): Uint8Array {
  const index = source.uint32LittleEndian();
  if (!hooks.attached)
    throw new Failure('it refers to memory beside the message, of which there is none here');
  const memory = hooks.attached(index);
  return memory instanceof Uint8Array ? memory : new Uint8Array(memory);
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

function makeView(buffer: ArrayBufferLike, offset: number, format: ViewFormat, shape: number[]): unknown {
  const view = new format.View(buffer as ArrayBuffer, offset, countElements(shape));
  if (shape.length !== 1) return new NdArray(view, shape, format.dtype);
  if (format.View === Uint8Array) rememberOrigin(view, format);
  return view;
}

function misfit(shape: readonly number[], length: number): Failure {
  return new Failure(`a view of shape [${shape.join(', ')}] does not fit its ${length} bytes`);
}
