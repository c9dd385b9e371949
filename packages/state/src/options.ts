import { checkKnownKeys, describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';

/** What a store is made with. Limits that are left out are those of the store that has the name already. */
export interface SharedStateOptions {
  /** The same name anywhere in the process is the same store. Default: a private one. */
  name?: string;
  /** A further new key is refused with StateFullError; the store is left as it was. Default: no bound. */
  maxEntries?: number;
  /** Of keys (as UTF-8) and encoded values together; a byte over is refused likewise. Default: no bound. */
  maxBytes?: number;
}

export function checkOptions(options: unknown): SharedStateOptions {
  checkKnownKeys('the options of SharedState', options, ['name', 'maxEntries', 'maxBytes']);
  const { name, maxEntries, maxBytes } = options as SharedStateOptions;
  if (name !== undefined) checkName(name);
  if (maxEntries !== undefined) checkLimit('maxEntries', maxEntries);
  if (maxBytes !== undefined) checkLimit('maxBytes', maxBytes);
  return { name, maxEntries, maxBytes };
}

function checkName(name: unknown): void {
  if (typeof name !== 'string') {
    throw new InvalidArgumentError(`name must be a string, not ${describeValue(name)}`);
  }
  if (name === '') throw new InvalidRangeError("name must not be '' (leave it out for a private store)");
}

function checkLimit(key: string, limit: unknown): void {
  if (typeof limit !== 'number') {
    throw new InvalidArgumentError(`${key} must be a number, not ${describeValue(limit)}`);
  }
  if (limit !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(limit) && limit >= 1)) {
    throw new InvalidRangeError(`${key} must be a positive integer or Infinity, not ${describeValue(limit)}`);
  }
}
