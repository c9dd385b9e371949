import { describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';

/** A text with one of these has no UTF-8: the database would store another. */
export const halfOfAPair = /\p{Surrogate}/u;

/** The name under which all machines find the same thing. */
export function checkText(key: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') {
    throw new InvalidArgumentError(`${key} must be a string, not ${describeValue(value)}`);
  }
  if (value === '') throw new InvalidRangeError(`${key} must not be ''`);
  if (halfOfAPair.test(value)) {
    throw new InvalidRangeError(
      `${key} must be whole characters, not half of a pair: ${describeValue(value)}`,
    );
  }
}

/** A positive integer, or no smaller one than `least`; `Infinity` where there may be no bound. */
export function checkLimit(
  key: string,
  value: unknown,
  { least = 1, unbounded = false }: { least?: number; unbounded?: boolean } = {},
): asserts value is number {
  if (typeof value !== 'number') {
    throw new InvalidArgumentError(`${key} must be a number, not ${describeValue(value)}`);
  }
  if (unbounded && value === Number.POSITIVE_INFINITY) return;
  if (Number.isSafeInteger(value) && value >= least) return;
  const kind = least === 1 ? 'a positive integer' : `an integer, ${least} or more`;
  throw new InvalidRangeError(
    `${key} must be ${kind}${unbounded ? ', or Infinity' : ''}, not ${describeValue(value)}`,
  );
}

/** A limit as a script takes it: empty for none. */
export function limitText(limit: number | undefined): string {
  return limit === undefined || limit === Number.POSITIVE_INFINITY ? '' : String(limit);
}
