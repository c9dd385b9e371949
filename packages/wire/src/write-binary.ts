import type { EncoderHooks } from './encoder-hooks';
import { Failure } from './failure';
import { formatOfNdArray, type NdArray, needsNumpy } from './nd-array';
import { originOf } from './origin';
import type { Scratch } from './scratch';
import { isSharedMemory } from './shared-memory';
import { dataViewFormat, float16Format, formatOfView, typedArrayName, type ViewFormat } from './view-format';
import { wireExtensions } from './wire-format';
import {
  beginExtension,
  checkLength,
  endExtension,
  writeBinaryHeader,
  writeExtensionHeader,
  writeNil,
} from './write-header';
import { writeText } from './write-text';

type BinarySource = ArrayBufferView | ArrayBuffer | SharedArrayBuffer;

/**
 * A Buffer crosses as bytes, and so does a Uint8Array unless it came as an array of Python's or arrays are to be NumPy's; any other view
 * with its format.
 */
export function writeView(scratch: Scratch, hooks: EncoderHooks, view: ArrayBufferView): void {
  const format = formatOfView(view);
  if (!format) throw new Failure(`a ${typedArrayName(view)} has no counterpart; send a Float32Array`);
  checkMemory(view);
  const numpy = hooks.arrays === 'numpy' && format !== dataViewFormat && !Buffer.isBuffer(view);
  const origin = format === bytesFormat ? (originOf(view) ?? (numpy ? format : undefined)) : format;
  if (origin === undefined) {
    writeBytes(scratch, hooks, view, view as Uint8Array);
    return;
  }
  const shape = [view.byteLength / origin.itemSize];
  if (!numpy) {
    writeShaped(scratch, hooks, view, origin, shape);
    return;
  }
  const payload = beginArray(scratch, '');
  writeShaped(scratch, hooks, view, origin, shape);
  endArray(scratch, payload, undefined);
}

export function writeNdArray(
  scratch: Scratch,
  hooks: EncoderHooks,
  array: NdArray,
  { numpy = hooks.arrays === 'numpy', writable = false } = {},
): void {
  checkMemory(array.data);
  const format = formatOfNdArray(array);
  if (!numpy && !needsNumpy(array)) {
    writeShaped(scratch, hooks, array.data, format, array.shape, writable);
    return;
  }
  if (!hooks.toPython)
    throw new Failure(`${describeArray(array)} is for what Python is called with; store its data`);
  const payload = beginArray(scratch, array.dtype === format.dtype ? '' : array.dtype);
  writeShaped(scratch, hooks, array.data, format, array.shape, writable);
  endArray(scratch, payload, array.mask);
}

/** What NumPy is to make of the view that follows: the dtype, where the view does not say it. */
function beginArray(scratch: Scratch, dtype: string): number {
  const payload = beginExtension(scratch, wireExtensions.array);
  writeText(scratch, dtype);
  return payload;
}

function endArray(scratch: Scratch, payload: number, mask: Uint8Array | undefined): void {
  if (mask === undefined) {
    writeNil(scratch);
  } else {
    writeBinaryHeader(scratch, mask.length);
    append(scratch, mask);
  }
  endExtension(scratch, payload);
}

function describeArray({ dtype, mask }: NdArray): string {
  return mask === undefined ? `an array of ${dtype} for NumPy` : 'a masked array';
}

export function writeArrayBuffer(scratch: Scratch, hooks: EncoderHooks, buffer: ArrayBufferLike): void {
  writeBytes(
    scratch,
    hooks,
    buffer as ArrayBuffer | SharedArrayBuffer,
    bytesOf(buffer, 0, buffer.byteLength),
  );
}

/**
 * Shared memory crosses as a view, not as bytes: bytes do not change under their reader. Without a hook that
 * takes it, what it holds now is copied.
 */
function writeBytes(scratch: Scratch, hooks: EncoderHooks, source: BinarySource, bytes: Uint8Array): void {
  if (hooks.attach && isSharedMemory(bytes.buffer)) {
    writePinnedView(scratch, hooks.attach(source), bytesFormat, [bytes.length]);
  } else if (isPinned(hooks, bytes)) {
    writeExtensionHeader(scratch, wireExtensions.pinnedBytes, 4);
    scratch.view.setUint32(scratch.position, hooks.attach(source), true);
    scratch.position += 4;
  } else {
    checkLength(bytes.length);
    writeBinaryHeader(scratch, bytes.length);
    append(scratch, bytes);
  }
}

const bytesFormat = formatOfView(new Uint8Array()) as ViewFormat;

function writeShaped(
  scratch: Scratch,
  hooks: EncoderHooks,
  view: ArrayBufferView,
  format: ViewFormat,
  shape: readonly number[],
  writable = false,
): void {
  if (writable && isResizable(view.buffer)) {
    throw new Failure('the memory of a resizable ArrayBuffer may go away while Python writes into it');
  }
  if (isPinned(hooks, view, writable)) {
    // Node-API knows no Float16Array.
    const memory = format === float16Format ? bytesOf(view.buffer, view.byteOffset, view.byteLength) : view;
    writePinnedView(scratch, hooks.attach(memory, writable), format, shape);
    return;
  }
  const length = 2 + 4 * shape.length + view.byteLength;
  checkLength(length);
  writeExtensionHeader(scratch, wireExtensions.view, length);
  writeShape(scratch, format, shape);
  append(scratch, bytesOf(view.buffer, view.byteOffset, view.byteLength));
}

function writePinnedView(
  scratch: Scratch,
  index: number,
  format: ViewFormat,
  shape: readonly number[],
): void {
  writeExtensionHeader(scratch, wireExtensions.pinnedView, 6 + 4 * shape.length);
  writeShape(scratch, format, shape);
  scratch.view.setUint32(scratch.position, index, true);
  scratch.position += 4;
}

function writeShape(scratch: Scratch, format: ViewFormat, shape: readonly number[]): void {
  const { bytes, view } = scratch;
  bytes[scratch.position++] = format.code;
  bytes[scratch.position++] = shape.length;
  for (const length of shape) {
    if (length > 0xffffffff)
      throw new Failure(`${length} elements in one dimension are more than cross (2**32 - 1)`);
    view.setUint32(scratch.position, length, true);
    scratch.position += 4;
  }
}

function isPinned(
  hooks: EncoderHooks,
  view: ArrayBufferView,
  writable = false,
): hooks is Required<Pick<EncoderHooks, 'attach'>> {
  if (!hooks.attach) return false;
  if (writable) return true;
  if (isSharedMemory(view.buffer)) return true;
  return view.byteLength >= (hooks.pinThreshold ?? Infinity) && !isResizable(view.buffer);
}

/** The memory of a resizable ArrayBuffer goes when it shrinks, whoever reads it. */
function isResizable(buffer: ArrayBufferLike): boolean {
  return (buffer as { readonly resizable?: boolean }).resizable === true;
}

/**
 * The memory of a transferred ArrayBuffer is gone, and its typed arrays look empty: that would lose data in
 * silence. Its DataViews throw.
 */
function checkMemory(view: ArrayBufferView): void {
  try {
    if (view.byteLength === 0) new Uint8Array(view.buffer);
  } catch {
    throw transferred();
  }
}

function bytesOf(buffer: ArrayBufferLike, offset: number, length: number): Uint8Array {
  try {
    return new Uint8Array(buffer, offset, length);
  } catch {
    throw transferred();
  }
}

function transferred(): Failure {
  return new Failure('its ArrayBuffer was transferred to somewhere else and is empty now');
}

function append(scratch: Scratch, bytes: Uint8Array): void {
  scratch.bytes.set(bytes, scratch.position);
  scratch.position += bytes.length;
}
