import { availableParallelism } from 'node:os';
import { describeValue, InvalidArgumentError, InvalidRangeError, isRecord } from '@pyloom/common';
import { Semaphore, type SemaphoreOptions } from '@pyloom/semaphore';
import type { RemoteSemaphore } from '../calls/remote-semaphore';
import { checkCount } from './check-count';

/** What calls, and coroutines, take their permits of: one for both, unless the limit follows the load. */
export interface Semaphores {
  readonly semaphore: Semaphore;
  readonly asyncSemaphore: Semaphore;
  /** Of which every operation needs a permit, too. */
  readonly remoteSemaphore: RemoteSemaphore | undefined;
}

interface Limiting {
  readonly semaphore?: Semaphore | RemoteSemaphore;
  readonly maxConcurrent?: SemaphoreOptions['max'];
}

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the option and its value. */
export function semaphoresOf({ semaphore, maxConcurrent }: Limiting, workers = 1): Semaphores {
  if (semaphore === undefined) return ownSemaphores(maxConcurrent, workers);
  // By their shapes: the ESM and the CJS build of a package have a class each.
  if (isLocal(semaphore)) {
    refuseBoth(maxConcurrent);
    return { semaphore, asyncSemaphore: semaphore, remoteSemaphore: undefined };
  }
  if (isRemote(semaphore)) return { ...ownSemaphores(maxConcurrent, workers), remoteSemaphore: semaphore };
  throw new InvalidArgumentError(
    `The option 'semaphore' must be a Semaphore or a RedisSemaphore, not ${describeValue(semaphore)}`,
  );
}

function ownSemaphores(maxConcurrent: SemaphoreOptions['max'], workers: number): Semaphores {
  const remoteSemaphore = undefined;
  if (maxConcurrent === 'auto' || isRecord(maxConcurrent)) {
    // A coroutine waits for somebody else, a call for a lane: what is right for the one is not for the other.
    const [semaphore, asyncSemaphore] = [following(maxConcurrent), following(maxConcurrent)];
    return { semaphore, asyncSemaphore, remoteSemaphore };
  }
  // Lanes that were asked for are to have something to run.
  const otherwise = Math.max(availableParallelism() * 2 + 1, workers);
  const one = new Semaphore({ max: maxConcurrent === undefined ? otherwise : checkLimit(maxConcurrent) });
  return { semaphore: one, asyncSemaphore: one, remoteSemaphore };
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

function isLocal(semaphore: Semaphore | RemoteSemaphore): semaphore is Semaphore {
  const { tryTake, take } = (semaphore ?? {}) as Partial<Semaphore>;
  return typeof tryTake === 'function' && typeof take === 'function';
}

function isRemote(semaphore: RemoteSemaphore): boolean {
  return typeof semaphore?.acquire === 'function';
}

function refuseBoth(maxConcurrent: unknown): void {
  if (maxConcurrent === undefined) return;
  throw new InvalidArgumentError(
    `The options 'maxConcurrent' (${describeValue(maxConcurrent)}) and 'semaphore' exclude each other: the semaphore has a limit of its own`,
  );
}
