import { InvalidArgumentError } from '../errors/invalid-argument-error';
import { describeValue } from './describe-value';

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) unless it is a text. */
export function checkText(what: string, value: unknown): asserts value is string {
  if (typeof value === 'string') return;
  throw new InvalidArgumentError(`${what} must be a string, not ${describeValue(value)}`);
}

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) unless it is a text that is not empty. */
export function checkName(what: string, value: unknown): asserts value is string {
  if (typeof value === 'string' && value !== '') return;
  throw new InvalidArgumentError(`${what} must be a string that is not empty, not ${describeValue(value)}`);
}
