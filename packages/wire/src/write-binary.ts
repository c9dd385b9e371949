import { types } from 'node:util';
import type { EncoderHooks } from './encoder-hooks';
import { Failure } from './failure';
import { formatOfNdArray, type NdArray } from './nd-array';
import { originOf } from './origin';
import type { Scratch } from './scratch';
import { formatOfView, typedArrayName, type ViewFormat } from './view-format';
import { wireExtensions } from './wire-format';
import { checkLength, writeBinaryHeader, writeExtensionHeader } from './write-header';

type BinarySource = ArrayBufferView | ArrayBuffer | SharedArrayBuffer;

/** A Buffer or Uint8Array crosses as bytes, unless it came as an array of Python's; any other view with its format. */
export function writeView(scratch: Scratch, hooks: EncoderHooks, view: ArrayBufferView): void {
  const format = formatOfView(view);
  if (!format) throw new Failure(`a ${typedArrayName(view)} has no counterpart; send a Float32Array`);
  checkMemory(view);
  const origin = format === bytesFormat ? originOf(view) : format;
  if (origin === undefined) writeBytes(scratch, hooks, view, view as Uint8Array);
  else writeShaped(scratch, hooks, view, origin, [view.byteLength / origin.itemSize]);
}

export function writeNdArray(scratch: Scratch, hooks: EncoderHooks, array: NdArray): void {
  checkMemory(array.data);
  writeShaped(scratch, hooks, array.data, formatOfNdArray(array), array.shape);
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
  if (hooks.attach && types.isSharedArrayBuffer(bytes.buffer)) {
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
): void {
  if (isPinned(hooks, view)) {
    writePinnedView(scratch, hooks.attach(view), format, shape);
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
): hooks is Required<Pick<EncoderHooks, 'attach'>> {
  if (!hooks.attach) return false;
  if (types.isSharedArrayBuffer(view.buffer)) return true;
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
