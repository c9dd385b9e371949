import { describeValue, InvalidArgumentError, InvalidRangeError, StateFullError } from '@pyloom/common';
import { native } from './connection';
import { type AddRefusal, fullOfEntries } from './native';

/** For a write that answered `fullOfEntries` or `fullOfBytes`. */
export function fullError(handle: number, status: number | AddRefusal): StateFullError {
  const [limit, unit] =
    status === fullOfEntries || status === 'entries'
      ? [native.maxEntries(handle), 'entries (maxEntries)']
      : [native.maxBytes(handle), 'bytes (maxBytes)'];
  return new StateFullError(
    `The store is full: it may hold ${limit} ${unit}. It is unchanged; delete what is not needed`,
  );
}

/** For an addition that was refused; `operation` is 'incr' or 'decr'. */
export function addError(
  handle: number,
  operation: string,
  key: string,
  by: number | bigint,
  reason: AddRefusal,
): Error {
  const call = `${operation}(${describeValue(key)}, ${describeValue(by)})`;
  switch (reason) {
    case 'not an integer':
      return new InvalidArgumentError(`${call}: the value is no integer; it is unchanged`);
    case 'overflow':
      return new InvalidRangeError(`${call}: the result would be beyond 64 bits; the value is unchanged`);
    default:
      return fullError(handle, reason);
  }
}
