import { InvalidArgumentError } from '../errors/invalid-argument-error';
import { describeValue } from './describe-value';

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) unless it is a signal. By its shape: it may be another realm's, or a polyfill's. */
export function checkSignal(value: unknown): asserts value is AbortSignal {
  const isSignal =
    typeof value === 'object' &&
    value !== null &&
    typeof (value as AbortSignal).aborted === 'boolean' &&
    typeof (value as AbortSignal).addEventListener === 'function';
  if (!isSignal) {
    throw new InvalidArgumentError(`signal must be an AbortSignal, not ${describeValue(value)}`);
  }
}
