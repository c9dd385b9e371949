import { constants } from 'node:buffer';
import { describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';
import { markAsShared } from '@pyloom/wire';
import { binding } from '../core/binding';
import { SharedMemoryError } from './shared-memory-error';

/** The class of an array: Float64Array, say. */
export type ArrayType<A extends ArrayBufferView> = new (buffer: ArrayBuffer) => A;

/** More do not cross in one dimension. */
const mostItems = 2 ** 32 - 1;

/**
 * An array of zeros in memory that both sides see and write to, in every process that has been sent it.
 * @throws TypeError, RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for what is no array's class or length; SharedMemoryError where the
 * system refuses the memory.
 */
export function sharedArray<A extends ArrayBufferView>(type: ArrayType<A>, length: number): A {
  const bytes = checkLength(length, itemSize(type));
  if (bytes === 0) return new type(new ArrayBuffer(0));
  const buffer = binding.makeSharedBuffer(bytes);
  if (typeof buffer === 'string') {
    throw new SharedMemoryError(`A shared array of ${bytes} bytes is not to be had: ${buffer}`);
  }
  markAsShared(buffer);
  return new type(buffer);
}

function itemSize(type: ArrayType<ArrayBufferView>): number {
  const { BYTES_PER_ELEMENT: size, prototype } = Object(type) as Partial<Uint8ArrayConstructor>;
  const isView =
    typeof type === 'function' && (typeof size === 'number' || prototype?.constructor === DataView);
  const isBuffer = type === (Buffer as unknown) || prototype instanceof Buffer;
  if (isView && !isBuffer) return size ?? 1;
  throw new InvalidArgumentError(
    `type must be the class of a typed array, such as Float64Array, or DataView, not ${describeValue(type)}`,
  );
}

function checkLength(length: number, size: number): number {
  if (typeof length !== 'number') {
    throw new InvalidArgumentError(`length must be a number, not ${describeValue(length)}`);
  }
  const most = Math.min(mostItems, Math.floor(constants.MAX_LENGTH / size));
  if (!Number.isInteger(length) || length < 0 || length > most) {
    throw new InvalidRangeError(`length must be an integer from 0 to ${most}, not ${describeValue(length)}`);
  }
  return length * size;
}
