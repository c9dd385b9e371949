import { types } from 'node:util';
import { describeValue } from '@pyloom/common';

/** What a message calls an object that cannot cross. */
export function describeInstance(value: object): string {
  if (types.isNativeError(value)) return `an Error (${describeValue(String(value))})`;
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' && name ? `an instance of ${name}` : `the object ${describeValue(value)}`;
}
