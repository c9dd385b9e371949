import { availableParallelism } from 'node:os';
import { describeValue, InvalidArgumentError, InvalidRangeError, isRecord } from '@pyloom/common';
import { Semaphore, type SemaphoreOptions } from '@pyloom/semaphore';
import { checkCount } from './check-count';
import type { ExecutorOptions } from './executor-options';

/** What calls, and coroutines, take their permits of: one for both, unless the limit follows the load. */
export interface Semaphores {
  readonly semaphore: Semaphore;
  readonly asyncSemaphore: Semaphore;
}

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the option and its value. */
export function semaphoresOf({ semaphore, maxConcurrent }: ExecutorOptions, workers = 1): Semaphores {
  if (semaphore !== undefined) {
    checkShared(semaphore, maxConcurrent);
    return { semaphore, asyncSemaphore: semaphore };
  }
  if (maxConcurrent === 'auto' || isRecord(maxConcurrent)) {
    // A coroutine waits for somebody else, a call for a lane: what is right for the one is not for the other.
    return { semaphore: following(maxConcurrent), asyncSemaphore: following(maxConcurrent) };
  }
  // Lanes that were asked for are to have something to run.
  const max = maxConcurrent ?? Math.max(availableParallelism() * 2 + 1, workers);
  const one = new Semaphore({ max: checkLimit(max) });
  return { semaphore: one, asyncSemaphore: one };
}

function checkLimit(max: unknown): number {
  if (typeof max === 'number') return checkCount('maxConcurrent', max, Number.MAX_SAFE_INTEGER);
  throw new InvalidArgumentError(
    `The option 'maxConcurrent' must be a number, 'auto' or an object with min, max and target, not ${describeValue(max)}`,
  );
}

function following(max: Exclude<SemaphoreOptions['max'], number>): Semaphore {
  try {
    return new Semaphore({ max });
  } catch (error) {
    const Wrong = error instanceof RangeError ? InvalidRangeError : InvalidArgumentError;
    throw new Wrong(`The option 'maxConcurrent' is wrong: ${(error as Error).message}`);
  }
}

function checkShared(semaphore: Semaphore, maxConcurrent: unknown): void {
  // By its shape: the ESM and the CJS build of the package have a class each.
  if (typeof semaphore?.tryTake !== 'function' || typeof semaphore.take !== 'function') {
    throw new InvalidArgumentError(
      `The option 'semaphore' must be a Semaphore, not ${describeValue(semaphore)}`,
    );
  }
  if (maxConcurrent !== undefined) {
    throw new InvalidArgumentError(
      `The options 'maxConcurrent' (${describeValue(maxConcurrent)}) and 'semaphore' exclude each other: the semaphore has a limit of its own`,
    );
  }
}
