import { availableParallelism } from 'node:os';
import { InvalidRangeError } from '@pyloom/common';
import { native } from './connection';
import type { CheckedSemaphoreOptions } from './options';

const noBound = Number.POSITIVE_INFINITY;

/** A handle for what the (checked) options describe. A name that is open with other limits is an error. */
export function open({ name = '', max, maxWaiting }: CheckedSemaphoreOptions): number {
  const handle = native.open(name, max ?? availableParallelism() * 2 + 1, maxWaiting ?? noBound);
  const conflict = findConflict(handle, max, maxWaiting);
  if (conflict === undefined) return handle;
  native.close(handle);
  throw new InvalidRangeError(
    `The semaphore '${name}' is open with ${conflict}: leave that option out to share it as it is, or choose another name`,
  );
}

/** What was asked for explicitly and is otherwise already; both values are named. */
function findConflict(handle: number, max?: number, maxWaiting?: number): string | undefined {
  const [initialMax, currentMax, openMaxWaiting] = native.limits(handle);
  // setMax() may have changed it since; threads that start later still open it with the limit in their code.
  if (max !== undefined && max !== initialMax && max !== currentMax) {
    const since = currentMax === initialMax ? '' : ` (${currentMax} since setMax())`;
    return `max ${initialMax}${since}, not ${max}`;
  }
  if (maxWaiting !== undefined && maxWaiting !== openMaxWaiting) {
    return `maxWaiting ${openMaxWaiting === noBound ? 'Infinity (no bound)' : openMaxWaiting}, not ${maxWaiting}`;
  }
  return undefined;
}
