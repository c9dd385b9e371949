import { availableParallelism } from 'node:os';
import {
  checkKnownKeys,
  checkSignal,
  describeValue,
  InvalidArgumentError,
  InvalidRangeError,
} from '@pyloom/common';
import type { LimitControllerOptions } from './adaptive/limit-controller';

/** What a semaphore is made with. Limits that are left out are those of the semaphore that has the name already. */
export interface SemaphoreOptions {
  /** Permits; a positive integer, or a limit that follows the load. Default: os.availableParallelism() * 2 + 1. */
  max?: number | 'auto' | AdaptiveOptions;
  /** The same name anywhere in the process, worker threads included, is the same semaphore. Default: a private one. */
  name?: string;
  /** Waiters beyond this, of all threads, are refused at once; 0 lets nobody wait. Default: no bound. */
  maxWaiting?: number;
}

/** Between what the limit moves, and what it aims at. */
export interface AdaptiveOptions {
  /** Default 1. */
  min?: number;
  /** Default 1000. */
  max?: number;
  /**
   * How long, in milliseconds, an operation may wait for a server behind its permit. Default: two fifths of what it runs, or a little more
   * where that has to be guessed from how long permits are held.
   */
  target?: number;
}

/** SemaphoreOptions with the two kinds of limit told apart. */
export interface CheckedSemaphoreOptions {
  readonly max: number | undefined;
  readonly adaptive: LimitControllerOptions | undefined;
  readonly name: string | undefined;
  readonly maxWaiting: number | undefined;
}

/** How long to wait for a permit. */
export interface AcquireOptions {
  /** In milliseconds; 0 means do not wait. Default: for ever. */
  timeout?: number;
  /** Ends the wait: the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** AcquireOptions with the defaults filled in. */
export interface WaitLimits {
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

const forEver: WaitLimits = { timeout: Number.POSITIVE_INFINITY, signal: undefined };

export function checkSemaphoreOptions(options: unknown): CheckedSemaphoreOptions {
  checkKnownKeys('the options of Semaphore', options, ['max', 'name', 'maxWaiting']);
  const { max, name, maxWaiting } = options as SemaphoreOptions;
  const adaptive = isAdaptive(max) ? checkAdaptive(max) : undefined;
  if (max !== undefined && !isAdaptive(max)) {
    checkNumber('max', max, ", 'auto' or an object");
    checkMax(max);
  }
  if (name !== undefined) checkName(name);
  if (maxWaiting !== undefined) checkMaxWaiting(maxWaiting);
  return { max: isAdaptive(max) ? adaptive?.initial : max, adaptive, name, maxWaiting };
}

/** A RangeError for whatever is no positive integer. */
export function checkMax(max: unknown): asserts max is number {
  if (!Number.isSafeInteger(max) || (max as number) < 1) {
    throw new InvalidRangeError(`max must be a positive integer, not ${describeValue(max)}`);
  }
}

/** Throws the signal's reason, too, if it is aborted already. */
export function checkAcquireOptions(options: unknown): WaitLimits {
  if (options === undefined) return forEver;
  checkKnownKeys('the options of acquire', options, ['timeout', 'signal']);
  const { timeout = Number.POSITIVE_INFINITY, signal } = options as AcquireOptions;
  checkNumber('timeout', timeout);
  if (!(timeout >= 0)) {
    throw new InvalidRangeError(
      `timeout must be a number of milliseconds, 0 (do not wait) or more, not ${describeValue(timeout)}`,
    );
  }
  if (signal !== undefined) checkSignal(signal);
  if (signal?.aborted) throw signal.reason;
  return { timeout, signal };
}

function isAdaptive(max: SemaphoreOptions['max']): max is 'auto' | AdaptiveOptions {
  return max === 'auto' || (typeof max === 'object' && max !== null);
}

const mostPermits = 1000;

function checkAdaptive(wanted: 'auto' | AdaptiveOptions): LimitControllerOptions {
  const options = wanted === 'auto' ? {} : wanted;
  checkKnownKeys('max', options, ['min', 'max', 'target']);
  const { min = 1, max = Math.max(mostPermits, min), target } = options;
  checkBound('max.min', min);
  checkBound('max.max', max);
  if (max < min) throw new InvalidRangeError(`max.max must not be below max.min: ${max} < ${min}`);
  if (target !== undefined) {
    checkNumber('max.target', target);
    if (!(target > 0)) {
      throw new InvalidRangeError(
        `max.target must be a positive number of milliseconds, not ${describeValue(target)}`,
      );
    }
  }
  return { min, max, target, initial: Math.min(max, Math.max(min, availableParallelism() * 2 + 1)) };
}

function checkBound(key: string, value: unknown): void {
  checkNumber(key, value);
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    throw new InvalidRangeError(`${key} must be a positive integer, not ${describeValue(value)}`);
  }
}

function checkNumber(key: string, value: unknown, others = ''): void {
  if (typeof value !== 'number') {
    throw new InvalidArgumentError(`${key} must be a number${others}, not ${describeValue(value)}`);
  }
}

function checkName(name: unknown): void {
  if (typeof name !== 'string')
    throw new InvalidArgumentError(`name must be a string, not ${describeValue(name)}`);
  if (name === '') throw new InvalidRangeError("name must not be '' (leave it out for a private semaphore)");
}

function checkMaxWaiting(maxWaiting: number): void {
  checkNumber('maxWaiting', maxWaiting);
  if (maxWaiting !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(maxWaiting) && maxWaiting >= 0)) {
    throw new InvalidRangeError(
      `maxWaiting must be an integer, 0 or more, or Infinity, not ${describeValue(maxWaiting)}`,
    );
  }
}
