import { ClosedError, describeValue, InvalidArgumentError, OverloadedError } from '@pyloom/common';
import { checkLimit } from './check-options';
import { Place } from './place';
import { Queue } from './queue';
import { HeldPermit, type RedisPermit } from './redis-permit';
import {
  type AcquireOptions,
  checkAcquireOptions,
  checkSemaphoreOptions,
  type RedisSemaphoreOptions,
} from './semaphore-options';

/**
 * A counting semaphore in a Redis or Valkey database: at most `max` permits are out at a time on all machines that use the
 * name, and whoever waits is served in the order of coming, woken and not polled. A permit is a lease by the server's clock: it
 * is renewed while its process lives, and comes back by itself when that dies.
 *
 * A server that loses its data forgets who held what: permits are then reported lost to their holders (see
 * RedisPermit.signal), and who waits comes in anew.
 */
export class RedisSemaphore {
  /** The name under which all machines share it. */
  readonly name: string;
  readonly #queue: Queue;
  readonly #lease: number;
  readonly #waiting = new Set<Place>();
  #closed = false;

  /** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for a wrong or unknown option. */
  constructor(options: RedisSemaphoreOptions) {
    const checked = checkSemaphoreOptions(options);
    this.name = checked.name;
    this.#lease = checked.lease;
    this.#queue = new Queue(checked);
  }

  /**
   * Waits for a permit: first come, first served. Rejects with OverloadedError when the time is up or `maxWaiting` wait
   * already, with RedisUnavailableError when the server said nothing in that time, with the client's error where a command
   * fails, with the signal's reason when it is aborted, with ClosedError after close(), and with a TypeError or RangeError
   * (`ERR_PYLOOM_INVALID_ARGUMENT`) for wrong options, and for a name that is in use with other limits than this one's.
   */
  async acquire(options?: AcquireOptions): Promise<RedisPermit> {
    const { timeout, signal } = checkAcquireOptions(options);
    this.#refuseWhenClosed();
    const place = new Place(this.#queue, this.#lease);
    const aborted = () => place.giveUp(signal?.reason);
    const waits = timeout > 0;
    const timer =
      waits && timeout !== Number.POSITIVE_INFINITY
        ? setTimeout(() => place.timeOut(timeout), timeout)
        : undefined;
    signal?.addEventListener('abort', aborted, { once: true });
    this.#waiting.add(place);
    try {
      return new HeldPermit(place, await place.enter(waits));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      this.#waiting.delete(place);
    }
  }

  /** A permit, or undefined if none is free or others wait already: nobody is overtaken. */
  async tryAcquire(): Promise<RedisPermit | undefined> {
    try {
      return await this.acquire({ timeout: 0 });
    } catch (error) {
      if (error instanceof OverloadedError) return undefined;
      throw error;
    }
  }

  /**
   * Runs the task with a permit and settles as it does; the permit goes back in any case. Rejects as acquire() does, without
   * running it, if there is no permit. The task gets the permit, whose signal tells of its loss.
   */
  async run<T>(task: (permit: RedisPermit) => T | PromiseLike<T>, options?: AcquireOptions): Promise<T> {
    if (typeof task !== 'function') {
      throw new InvalidArgumentError(`task must be a function, not ${describeValue(task)}`);
    }
    const permit = await this.acquire(options);
    try {
      return await task(permit);
    } finally {
      await permit.release().catch((error: unknown) => warnOfRelease(this.name, error));
    }
  }

  /**
   * Changes the limit at once and for all machines: raising it wakes waiters; nobody is evicted.
   * Rejects with RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) unless `max` is a positive integer.
   */
  async setMax(max: number): Promise<void> {
    checkLimit('max', max);
    this.#refuseWhenClosed();
    await this.#queue.open();
    await this.#queue.setMax(max);
  }

  /** The figures of this moment, of all machines. `current` is above `max` for a while after the limit was lowered. */
  async status(): Promise<{ current: number; max: number; waiting: number }> {
    this.#refuseWhenClosed();
    await this.#queue.open();
    return this.#queue.status();
  }

  /** Rejects who waits here with ClosedError and gives up the connection for wake-ups. Permits that are out stay so until their release. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const place of this.#waiting) place.giveUp(this.#closedError());
    await this.#queue.wakeUps.close();
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw this.#closedError();
  }

  #closedError(): ClosedError {
    return new ClosedError(`The semaphore '${this.name}' was closed`);
  }
}

/** The task has its outcome, which counts more: the permit lapses with its lease. */
function warnOfRelease(name: string, error: unknown): void {
  process.emitWarning(
    `A permit of the semaphore '${name}' could not be given back, and lapses with its lease: ${String(error)}`,
    'PyloomWarning',
  );
}
