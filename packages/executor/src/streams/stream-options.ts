import { describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';

/** How a Python iterable is streamed. */
export interface StreamOptions {
  /** How many items are read ahead of the consumer; 0: none. Default 16. */
  highWaterMark?: number;
}

const defaultHighWaterMark = 16;

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`). */
export function highWaterMarkOf(options: StreamOptions): number {
  const { highWaterMark: value = defaultHighWaterMark }: { highWaterMark?: unknown } = options;
  if (typeof value !== 'number') {
    throw new InvalidArgumentError(`highWaterMark must be a number of items, not ${describeValue(value)}`);
  }
  if (!Number.isInteger(value) || value < 0 || value > 2 ** 31) {
    throw new InvalidRangeError(`highWaterMark must be 0 or a positive integer, not ${value}`);
  }
  return value;
}
