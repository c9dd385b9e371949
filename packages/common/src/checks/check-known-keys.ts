import { InvalidArgumentError } from '../errors/invalid-argument-error';
import { checkRecord } from './check-record';
import { describeValue } from './describe-value';

/**
 * Refuses options that are no plain record or have a key that is not among `known`: a misspelt option
 * would otherwise be ignored in silence.
 */
export function checkKnownKeys(what: string, options: unknown, known: readonly string[]): void {
  checkRecord(what, 'an object', options);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const value = describeValue(options[key]);
    throw new InvalidArgumentError(
      `Unknown key '${key}' (${value}) in ${what}; known are: ${known.join(', ')}`,
    );
  }
}
