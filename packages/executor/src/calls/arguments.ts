import { checkRecord, describeValue, InvalidArgumentError } from '@pyloom/common';

export function checkArgs(value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new InvalidArgumentError(`args must be an array of arguments, not ${describeValue(value)}`);
  }
}

export function checkLocals(value: unknown): void {
  if (value !== undefined) checkRecord('locals', 'an object of names and values', value);
}
