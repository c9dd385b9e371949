import { describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';
import { type CallOptions, checkCallOptions } from '../calls/call-options';

/** How items are put together into calls. `kwargs`, `timeout` and `signal` are those of each such call. */
export interface BatchOptions extends CallOptions {
  /** Most items of one call. Default: no bound. */
  maxSize?: number;
  /** Most calls at once: items that come meanwhile are put together for the next one. Default: no bound. */
  concurrency?: number;
}

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) */
export function checkBatchOptions(options: BatchOptions): void {
  checkCallOptions(options, ['maxSize', 'concurrency']);
  for (const name of ['maxSize', 'concurrency'] as const) {
    const value: unknown = options[name];
    if (value === undefined || value === Number.POSITIVE_INFINITY) continue;
    if (typeof value !== 'number') {
      throw new InvalidArgumentError(`${name} must be a number, not ${describeValue(value)}`);
    }
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new InvalidRangeError(`${name} must be a positive integer or Infinity, not ${value}`);
    }
  }
}
