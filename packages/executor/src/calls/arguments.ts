import { checkRecord, describeValue, InvalidArgumentError } from '@pyloom/common';

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) unless it is a text that is not empty. */
export function checkName(what: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') {
    throw new InvalidArgumentError(`${what} must be a string that is not empty, not ${describeValue(value)}`);
  }
}

export function checkText(what: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') {
    throw new InvalidArgumentError(`${what} must be a string, not ${describeValue(value)}`);
  }
}

export function checkArgs(value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new InvalidArgumentError(`args must be an array of arguments, not ${describeValue(value)}`);
  }
}

export function checkLocals(value: unknown): void {
  if (value !== undefined) checkRecord('locals', 'an object of names and values', value);
}
