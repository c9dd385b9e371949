import { checkKnownKeys, describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/errors';

/** What a semaphore is made with. Limits that are left out are those of the semaphore that has the name already. */
export interface SemaphoreOptions {
  /** Permits; a positive integer. Default: os.availableParallelism() * 2 + 1. */
  max?: number;
  /** The same name anywhere in the process, worker threads included, is the same semaphore. Default: a private one. */
  name?: string;
  /** Waiters beyond this, of all threads, are refused at once; 0 lets nobody wait. Default: no bound. */
  maxWaiting?: number;
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

export function checkSemaphoreOptions(options: unknown): SemaphoreOptions {
  checkKnownKeys('the options of Semaphore', options, ['max', 'name', 'maxWaiting']);
  const { max, name, maxWaiting } = options as SemaphoreOptions;
  if (max !== undefined) {
    checkNumber('max', max);
    checkMax(max);
  }
  if (name !== undefined) checkName(name);
  if (maxWaiting !== undefined) checkMaxWaiting(maxWaiting);
  return { max, name, maxWaiting };
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
  if (signal !== undefined && !isAbortSignal(signal)) {
    throw new InvalidArgumentError(`signal must be an AbortSignal, not ${describeValue(signal)}`);
  }
  if (signal?.aborted) throw signal.reason;
  return { timeout, signal };
}

function checkNumber(key: string, value: unknown): void {
  if (typeof value !== 'number') {
    throw new InvalidArgumentError(`${key} must be a number, not ${describeValue(value)}`);
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

/** Not `instanceof`: one of another realm (a vm context, a test environment) is as good. */
function isAbortSignal(value: unknown): value is AbortSignal {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as AbortSignal).aborted === 'boolean' &&
    typeof (value as AbortSignal).addEventListener === 'function'
  );
}
