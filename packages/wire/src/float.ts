import { describeValue, InvalidArgumentError } from '@pyloom/common';
import { hasBrand } from './brand';

const brand = Symbol.for('pyloom.float');

/** A number that crosses as a float even when it is whole. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  get [brand](): true {
    return true;
  }

  static is(value: unknown): value is Float {
    return hasBrand(value, brand);
  }
}

/**
 * Sends a number as a float even when it is whole: `float(1)` is Python's `1.0`.
 * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) unless `value` is a number.
 */
export function float(value: number): Float {
  if (typeof value !== 'number') {
    throw new InvalidArgumentError(`float() takes a number, not ${describeValue(value)}`);
  }
  return new Float(value);
}
