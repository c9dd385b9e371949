import { types } from 'node:util';

/** One for all copies of this package. */
const mark: unique symbol = Symbol.for('pyloom.sharedBuffer');

type MarkedBuffer = ArrayBufferLike & { readonly [mark]?: true };

/** From here on this ArrayBuffer crosses as memory that both sides write to. */
export function markAsShared(buffer: ArrayBuffer): void {
  if ((buffer as MarkedBuffer)[mark] !== true) Object.defineProperty(buffer, mark, { value: true });
}

/** Whether Python writes to that memory as JavaScript does: a SharedArrayBuffer, or the memory of a shared array. */
export function isSharedMemory(buffer: ArrayBufferLike): boolean {
  return isSharedBuffer(buffer) || types.isSharedArrayBuffer(buffer);
}

/** Whether it is the memory of a shared array, which processes see as well. */
export function isSharedBuffer(buffer: ArrayBufferLike): boolean {
  return (buffer as MarkedBuffer)[mark] === true;
}
