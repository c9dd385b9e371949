import {
  checkKnownKeys,
  checkSignal,
  describeValue,
  InvalidArgumentError,
  InvalidRangeError,
  longestDelay,
} from '@pyloom/common';
import { checkLimit, checkText } from './check-options';
import type { RedisClient } from './connection';

/** What a RedisSemaphore is made with. Limits that are left out are those of the semaphore that has the name already. */
export interface RedisSemaphoreOptions {
  /** Yours, connected; it is used and never closed. Waiters are woken over one more connection, made as yours was. */
  client: RedisClient;
  /** The same name in the same database is the same semaphore, on all machines. */
  name: string;
  /** Permits; a positive integer. Default: os.availableParallelism() * 2 + 1 of the machine that comes first. */
  max?: number;
  /** Waiters beyond this, of all machines, are refused at once; 0 lets nobody wait. Default: no bound. */
  maxWaiting?: number;
  /**
   * How long, in milliseconds, a permit stays taken and a waiter keeps its turn after their process was last heard of. They
   * are renewed three times as often while it lives. Default 10 000.
   */
  lease?: number;
}

/** How long to wait for a permit. */
export interface AcquireOptions {
  /** In milliseconds; 0 means do not wait. Default: for ever. */
  timeout?: number;
  /** Ends the wait: the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

const defaultLease = 10_000;
/** Shorter ones are not kept by a process that is busy for a moment. */
const shortestLease = 100;

export function checkSemaphoreOptions(
  options: unknown,
): Required<Pick<RedisSemaphoreOptions, 'client' | 'name' | 'lease'>> & RedisSemaphoreOptions {
  checkKnownKeys('the options of RedisSemaphore', options, ['client', 'name', 'max', 'maxWaiting', 'lease']);
  const { client, name, max, maxWaiting, lease = defaultLease } = options as RedisSemaphoreOptions;
  checkText('name', name);
  if (max !== undefined) checkLimit('max', max);
  if (maxWaiting !== undefined) checkLimit('maxWaiting', maxWaiting, { least: 0, unbounded: true });
  checkLimit('lease', lease, { least: shortestLease });
  return { client, name, max, maxWaiting, lease };
}

/** Throws the signal's reason, too, if it is aborted already. */
export function checkAcquireOptions(options: AcquireOptions = {}): { timeout: number; signal?: AbortSignal } {
  checkKnownKeys('the options of acquire', options, ['timeout', 'signal']);
  const { timeout = Number.POSITIVE_INFINITY, signal } = options;
  if (typeof timeout !== 'number') {
    throw new InvalidArgumentError(`timeout must be a number, not ${describeValue(timeout)}`);
  }
  if (!(timeout >= 0)) {
    throw new InvalidRangeError(
      `timeout must be a number of milliseconds, 0 (do not wait) or more, not ${describeValue(timeout)}`,
    );
  }
  if (signal !== undefined) checkSignal(signal);
  signal?.throwIfAborted();
  // Longer ones are past what a timer can count; they end with the century.
  return { timeout: timeout > longestDelay ? Number.POSITIVE_INFINITY : timeout, signal };
}
