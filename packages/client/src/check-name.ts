import { describeValue, InvalidArgumentError } from '@pyloom/common';

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) unless it is a text that is not empty. */
export function checkName(what: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return;
  throw new InvalidArgumentError(`${what} must be a string that is not empty, not ${describeValue(value)}`);
}
