import { describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) */
export function checkCount(name: string, value: unknown, most: number): number {
  if (typeof value !== 'number') {
    throw new InvalidArgumentError(`The option '${name}' must be a number, not ${describeValue(value)}`);
  }
  if (!Number.isInteger(value) || value < 1 || value > most) {
    const bound = most === Number.MAX_SAFE_INTEGER ? 'a positive integer' : `an integer from 1 to ${most}`;
    throw new InvalidRangeError(`The option '${name}' must be ${bound}, not ${value}`);
  }
  return value;
}
