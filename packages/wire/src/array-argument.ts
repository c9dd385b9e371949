import { types } from 'node:util';
import { describeValue, InvalidArgumentError } from '@pyloom/common';
import { hasBrand } from './brand';
import { NdArray } from './nd-array';
import { view } from './view';

const brand = Symbol.for('pyloom.array');

/** How Python is to see an array that is an argument of a call. */
export class ArrayArgument {
  readonly array: NdArray;
  /** As a `numpy.ndarray`, or as a memoryview, whatever the client's option says; undefined: as that says. */
  readonly numpy: boolean | undefined;
  /** Python may write into it. */
  readonly writable: boolean;

  constructor(array: NdArray, numpy: boolean | undefined, writable: boolean) {
    this.array = array;
    this.numpy = numpy;
    this.writable = writable;
  }

  get [brand](): true {
    return true;
  }

  static is(value: unknown): value is ArrayArgument {
    return hasBrand(value, brand);
  }
}

/** What an array can be made of. */
export type ArrayData = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | NdArray | ArrayArgument;

/**
 * Sends one array as a `numpy.ndarray` on the same memory, whatever the client's option `arrays` says. It is read-only for Python unless
 * it is `writable()` or in a SharedArrayBuffer.
 *
 * @param shape The length of each dimension, in C order. Default: that of an NdArray, else one dimension.
 * @throws TypeError, RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) when `data` is no array, or has not as many elements.
 */
export function ndarray(data: ArrayData, shape?: readonly number[]): ArrayArgument {
  const array = arrayOf('ndarray', data);
  const shaped = shape === undefined ? array : new NdArray(array.data, shape, array.dtype, array.mask);
  return new ArrayArgument(shaped, true, ArrayArgument.is(data) && data.writable);
}

/**
 * Lends one array to Python for writing: what it writes is in `data` at once. Until the call has ended, and for as long as Python keeps
 * the array, JavaScript sees it change at any moment. `writable(ndarray(data, shape))` does both.
 *
 * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) when `data` is no array. A process has memory of its own: in mode `process` the call
 * rejects with a ConversionError.
 */
export function writable(data: ArrayData): ArrayArgument {
  return new ArrayArgument(arrayOf('writable', data), ArrayArgument.is(data) ? data.numpy : undefined, true);
}

function arrayOf(name: string, data: ArrayData): NdArray {
  if (ArrayArgument.is(data)) return data.array;
  if (data instanceof NdArray) return data;
  if (ArrayBuffer.isView(data) || types.isAnyArrayBuffer(data)) return view(data);
  throw new InvalidArgumentError(
    `${name}() takes a typed array, an ArrayBuffer or an NdArray, not ${describeValue(data)}`,
  );
}
