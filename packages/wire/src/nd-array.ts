import { describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';
import { hasBrand } from './brand';
import { boolFormat, formatOfView, typedArrayName, type ViewFormat } from './view-format';
import { maxDimensions } from './wire-format';

const brand = Symbol.for('pyloom.NdArray');

/** A buffer of numbers in more than one dimension, in C order: what NumPy arrays and shaped memoryviews become. */
export class NdArray {
  /** The elements, row after row. */
  readonly data: ArrayBufferView;
  /** The length of each dimension; their product is the number of elements. */
  readonly shape: readonly number[];
  /** NumPy's name for the elements: 'float64', 'int32', 'uint8', 'bool', … */
  readonly dtype: string;

  /**
   * @param dtype Default: what `data` holds. A Uint8Array may also be 'bool'.
   * @throws TypeError, RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) when data, shape and dtype do not fit together.
   */
  constructor(data: ArrayBufferView, shape: readonly number[], dtype?: string) {
    const format = formatOf(data, dtype);
    checkShape(data, format, shape);
    this.data = data;
    this.shape = Object.freeze([...shape]);
    this.dtype = format.dtype;
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
export function formatOfNdArray({ data, shape, dtype }: NdArray): ViewFormat {
  const format = formatOf(data, dtype);
  checkShape(data, format, shape);
  return format;
}

function formatOf(data: ArrayBufferView, dtype: string | undefined): ViewFormat {
  const format = typedArrayName(data) === undefined ? undefined : formatOfView(data);
  if (!format) {
    throw new InvalidArgumentError(`data of an NdArray must be a typed array, not ${describeValue(data)}`);
  }
  if (dtype === undefined || dtype === format.dtype) return format;
  if (dtype === boolFormat.dtype && format.dtype === 'uint8') return boolFormat;
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

/** The product of a shape; a plain product of large lengths with a zero among them could be NaN. */
export function countElements(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
}
