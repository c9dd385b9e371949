import { InvalidRangeError } from '@pyloom/common';
import { native } from './connection';
import type { SharedStateOptions } from './options';

const noBound = Number.POSITIVE_INFINITY;

/** A handle for what the (checked) options describe. A name that is open with other limits is an error. */
export function open({ name = '', maxEntries, maxBytes }: SharedStateOptions): number {
  const handle = native.open(name, maxEntries ?? noBound, maxBytes ?? noBound);
  const conflict =
    describeConflict('maxEntries', native.maxEntries(handle), maxEntries) ??
    describeConflict('maxBytes', native.maxBytes(handle), maxBytes);
  if (conflict === undefined) return handle;
  native.close(handle);
  throw new InvalidRangeError(
    `The store '${name}' is open with ${conflict}: leave that option out to share it as it is, or choose another name`,
  );
}

function describeConflict(key: string, existing: number, asked: number | undefined): string | undefined {
  if (asked === undefined || asked === existing) return undefined;
  return `${key} ${existing}, not ${asked}`;
}
