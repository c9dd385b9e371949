import { types } from 'node:util';
import { describeValue, InvalidArgumentError } from '@pyloom/common';
import { NdArray } from './nd-array';

/**
 * Sends memory as a memoryview, where a Buffer, Uint8Array or ArrayBuffer by itself would be copied into `bytes`:
 * `view(buffer)` crosses without a copy however large it is, and comes back as a Uint8Array on the very same memory.
 * Python may only read it, unless it is a SharedArrayBuffer. Change it only when Python has done with it.
 *
 * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) unless `data` is a typed array, a DataView or an ArrayBuffer.
 */
export function view(data: ArrayBufferView | ArrayBuffer | SharedArrayBuffer): NdArray {
  if (types.isTypedArray(data)) return new NdArray(data, [data.length]);
  if (types.isAnyArrayBuffer(data)) return new NdArray(new Uint8Array(data), [data.byteLength]);
  if (types.isDataView(data)) {
    return new NdArray(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), [data.byteLength]);
  }
  throw new InvalidArgumentError(
    `view() takes a Buffer, a typed array or an ArrayBuffer, not ${describeValue(data)}`,
  );
}
