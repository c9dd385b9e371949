import { describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';
import { type CallOptions, checkCallOptions } from '../calls/call-options';

/** How a function is called for each of many items. `timeout` bounds each call; `signal` ends all. */
export interface MapOptions extends Omit<CallOptions, 'as'> {
  /** How many items are in work, or done and not taken yet. Default: as many as run at once, of lanes and of permits the fewer. */
  concurrency?: number;
  /** Whether the results come in the order of the items. Default false: as they come. */
  ordered?: boolean;
}

/** What `map` goes through, one item after the other. */
export type Items = Iterable<unknown> | AsyncIterable<unknown>;

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) */
export function checkMap(items: unknown, options: MapOptions): void {
  checkCallOptions(options, ['concurrency', 'ordered']);
  const { concurrency, ordered } = options as { concurrency: unknown; ordered: unknown };
  if (concurrency !== undefined && typeof concurrency !== 'number') {
    throw new InvalidArgumentError(
      `concurrency must be a number of items, not ${describeValue(concurrency)}`,
    );
  }
  if (concurrency !== undefined && (!Number.isSafeInteger(concurrency) || concurrency < 1)) {
    throw new InvalidRangeError(`concurrency must be a positive integer, not ${concurrency}`);
  }
  if (ordered !== undefined && typeof ordered !== 'boolean') {
    throw new InvalidArgumentError(`ordered must be true or false, not ${describeValue(ordered)}`);
  }
  const { [Symbol.asyncIterator]: many, [Symbol.iterator]: plain } = Object(items) as Record<symbol, unknown>;
  if (typeof many !== 'function' && typeof plain !== 'function') {
    throw new InvalidArgumentError(
      `items must be an iterable or an async iterable, such as an array, not ${describeValue(items)}`,
    );
  }
}
