import { describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';
import { hasBrand } from './brand';
import { formatMeaning, formatOfView, typedArrayName, type ViewFormat } from './view-format';
import { maxDimensions } from './wire-format';

const brand = Symbol.for('pyloom.NdArray');

/** NumPy's moments and spans of time, which are 64-bit integers with a unit. */
const time = /^(?:datetime|timedelta)64(?:\[\w+\])?$/;

/**
 * A buffer of numbers in more than one dimension, in C order: what NumPy arrays and shaped memoryviews become. In one dimension, too, where
 * a typed array alone would not say what it holds.
 */
export class NdArray {
  /** The elements, row after row. */
  readonly data: ArrayBufferView;
  /** The length of each dimension; their product is the number of elements. */
  readonly shape: readonly number[];
  /**
   * NumPy's name for the elements: 'float64', 'int32', 'uint8', 'bool', … Of 'complex64' and 'complex128' each is two numbers of `data`, the
   * real and the imaginary part; of 'datetime64[ns]' and 'timedelta64[ns]' a bigint, the count of that unit.
   */
  readonly dtype: string;
  /** Of a masked array: one byte for each element, 1 where it is masked out. */
  declare readonly mask?: Uint8Array;

  /**
   * @param dtype Default: what `data` holds. A Uint8Array may also be 'bool', a Float32Array 'complex64', a Float64Array 'complex128', a
   * BigInt64Array 'datetime64[ms]' or 'timedelta64[ms]' of any unit of NumPy's.
   * @param mask Makes it a `numpy.ma.MaskedArray` in Python; as many bytes as there are elements.
   * @throws TypeError, RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) when data, shape and dtype do not fit together.
   */
  constructor(data: ArrayBufferView, shape: readonly number[], dtype?: string, mask?: Uint8Array) {
    const format = formatOf(data, dtype);
    checkShape(data, format, shape);
    this.data = data;
    this.shape = Object.freeze([...shape]);
    this.dtype = dtype !== undefined && time.test(dtype) ? dtype : format.dtype;
    if (mask === undefined) return;
    checkMask(mask, shape);
    this.mask = mask;
  }

  get [brand](): true {
    return true;
  }

  /** True for an NdArray of another copy of this package too. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return hasBrand(value, brand);
  }
}

/** How the elements of an array are written on the wire. Checked again: it may be another copy's, or have been tampered with. */
export function formatOfNdArray({ data, shape, dtype, mask }: NdArray): ViewFormat {
  const format = formatOf(data, dtype);
  checkShape(data, format, shape);
  if (mask !== undefined) checkMask(mask, shape);
  return format;
}

/** Whether NumPy alone can tell what it is: no buffer says it. */
export function needsNumpy({ dtype, mask }: NdArray): boolean {
  return mask !== undefined || time.test(dtype);
}

function formatOf(data: ArrayBufferView, dtype: string | undefined): ViewFormat {
  const format = typedArrayName(data) === undefined ? undefined : formatOfView(data);
  if (!format) {
    throw new InvalidArgumentError(`data of an NdArray must be a typed array, not ${describeValue(data)}`);
  }
  if (dtype === undefined || dtype === format.dtype) return format;
  if (format.dtype === 'int64' && time.test(dtype)) return format;
  const meaning = formatMeaning(dtype, format);
  if (meaning) return meaning;
  throw new InvalidArgumentError(
    `dtype ${describeValue(dtype)} does not fit ${typedArrayName(data)}, whose elements are '${format.dtype}'`,
  );
}

function checkShape(data: ArrayBufferView, format: ViewFormat, shape: unknown): void {
  if (!Array.isArray(shape)) {
    throw new InvalidArgumentError(`shape must be an array of lengths, not ${describeValue(shape)}`);
  }
  if (shape.length > maxDimensions) {
    throw new InvalidRangeError(`shape may have at most ${maxDimensions} dimensions, not ${shape.length}`);
  }
  const wrong = shape.find((length) => !Number.isInteger(length) || length < 0 || length > 0xffffffff);
  if (wrong !== undefined || shape.includes(undefined)) {
    throw new InvalidRangeError(`shape must hold integers from 0 to 2**32 - 1, not ${describeValue(wrong)}`);
  }
  const elements = data.byteLength / format.itemSize;
  if (countElements(shape) !== elements) {
    throw new InvalidRangeError(`shape [${shape.join(', ')}] does not fit data of ${elements} elements`);
  }
}

function checkMask(mask: unknown, shape: readonly number[]): void {
  if (typedArrayName(mask) !== 'Uint8Array') {
    throw new InvalidArgumentError(`mask of an NdArray must be a Uint8Array, not ${describeValue(mask)}`);
  }
  const { length } = mask as Uint8Array;
  if (length === countElements(shape)) return;
  throw new InvalidRangeError(`a mask of ${length} bytes does not fit shape [${shape.join(', ')}]`);
}

/** The product of a shape; a plain product of large lengths with a zero among them could be NaN. */
export function countElements(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
}
