import { describeValue, InvalidArgumentError, InvalidRangeError, OverloadedError } from '@pyloom/common';
import { type Adaptation, AdaptiveLimit } from './adaptive/adaptive-limit';
import { deliver, native, type Refusal, settle } from './connection';
import { notHeld } from './native';
import { open } from './open';
import {
  type AcquireOptions,
  checkAcquireOptions,
  checkMax,
  checkSemaphoreOptions,
  type SemaphoreOptions,
  type WaitLimits,
} from './options';
import { HeldPermit, type Permit } from './permit';
import { wait } from './wait';

const collected = new FinalizationRegistry<number>((handle) => native.close(handle));

/**
 * A counting semaphore: at most `max` permits are out at a time, and whoever waits for one is served in the order
 * of coming, across all threads that share it. Waiting is no polling. A wait keeps its thread alive if it has a time limit
 * or the semaphore has a name: somebody else may end it. The permits of a worker thread that ends go back, and its waiters vanish.
 *
 * A named semaphore lasts as long as any thread has it: a Semaphore object, a permit or a waiter.
 */
export class Semaphore {
  /** The name under which all threads share it; undefined: private. */
  readonly name: string | undefined;
  readonly #handle: number;
  #adaptive: AdaptiveLimit | undefined;

  /**
   * @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for a wrong or unknown option, and for a name
   * that is open with other limits than those given here.
   */
  constructor(options: SemaphoreOptions = {}) {
    const checked = checkSemaphoreOptions(options);
    this.name = checked.name;
    this.#handle = open(checked);
    collected.register(this, this.#handle);
    if (checked.adaptive !== undefined) {
      this.#adaptive = new AdaptiveLimit(checked.adaptive, (limit) => this.#changeMax(limit));
    }
  }

  /** Permits in use, in all threads. Above `max` for a while after the limit was lowered: nobody is evicted. */
  get current(): number {
    return native.current(this.#handle);
  }

  /** The limit in force. */
  get max(): number {
    return native.max(this.#handle);
  }

  /** How many wait for a permit, in all threads. */
  get waiting(): number {
    return native.waiting(this.#handle);
  }

  /** Where a limit that follows the load stands, and why; undefined: the limit is as it was set. */
  get adaptation(): Adaptation | undefined {
    return this.#adaptive?.adaptation;
  }

  /**
   * Changes the limit at once and for all threads: raising it wakes waiters. One that followed the load stays as it is set from
   * then on.
   * @throws RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) unless `max` is a positive integer.
   */
  setMax(max: number): void {
    checkMax(max);
    this.#adaptive = undefined;
    this.#changeMax(max);
  }

  /** A permit, or undefined if none is free or others wait already: nobody is overtaken. */
  tryAcquire(): Permit | undefined {
    if (native.tryTake(this.#handle)) return new HeldPermit(this, this.#adaptive && performance.now());
    this.refused();
    return undefined;
  }

  /**
   * Waits for a permit: first come, first served. Rejects with OverloadedError when the time is up or `maxWaiting`
   * wait already, with the signal's reason when it is aborted, and with a TypeError or RangeError
   * (`ERR_PYLOOM_INVALID_ARGUMENT`) for wrong options.
   */
  async acquire(options?: AcquireOptions): Promise<Permit> {
    const limits = checkAcquireOptions(options);
    if (!native.tryTake(this.#handle)) throwIfRefused(await this.#enqueue(limits));
    return new HeldPermit(this, this.#adaptive && performance.now());
  }

  /**
   * Runs the task with a permit and settles as it does; the permit goes back in any case. Rejects as acquire()
   * does, without running it, if there is no permit.
   */
  async run<T>(task: () => T | PromiseLike<T>, options?: AcquireOptions): Promise<T> {
    if (typeof task !== 'function') {
      throw new InvalidArgumentError(`task must be a function, not ${describeValue(task)}`);
    }
    const limits = checkAcquireOptions(options);
    if (!native.tryTake(this.#handle)) throwIfRefused(await this.#enqueue(limits));
    const began = this.#adaptive && performance.now();
    try {
      return await task();
    } finally {
      if (began !== undefined) this.observe(performance.now() - began);
      this.give();
    }
  }

  /**
   * For libraries that put a semaphore in front of every call: tryAcquire() without the Permit, allocating
   * nothing. True means that a permit is taken, and the caller counts: every success must be paired with exactly
   * one give() in the same thread. One give() too few and the permit is lost until the thread ends; one too many
   * and somebody else's permit is given back, so that more than `max` run. Elsewhere prefer `tryAcquire()`.
   */
  tryTake(): boolean {
    return native.tryTake(this.#handle);
  }

  /**
   * For libraries that refuse an operation which got no permit of tryTake() and is not to wait: that is how a limit which follows the
   * load learns that more is asked for. tryAcquire() does it by itself. Without such a limit it does nothing.
   */
  refused(): void {
    this.#adaptive?.refused();
  }

  /** acquire() without the Permit: to be paired with give(), see tryTake(). Rejects as acquire() does. */
  async take(options?: AcquireOptions): Promise<void> {
    const limits = checkAcquireOptions(options);
    if (!native.tryTake(this.#handle)) throwIfRefused(await this.#enqueue(limits));
  }

  /**
   * Gives back one permit of tryTake() or take().
   * @throws RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) if this thread holds no permit of it at all.
   */
  give(): void {
    const slot = native.give(this.#handle);
    if (slot >= 0) settle(slot, undefined);
    else if (slot === notHeld) throw this.#nothingToGive();
  }

  /**
   * For libraries that use tryTake() and give() with a limit that follows the load, before give(): how many milliseconds the
   * operation ran and, where that is known apart, how many it waited for a server behind its permit. run(), acquire() and
   * tryAcquire() do it by themselves. Without such a limit it does nothing.
   */
  observe(service: number, wait?: number): void {
    this.#adaptive?.observe(service, wait, native.waiting(this.#handle) > 0);
  }

  #changeMax(max: number): void {
    if (native.setMax(this.#handle, max)) deliver();
  }

  /** What refused the permit; nothing if it is taken by then. Synchronous where there is no wait. */
  #enqueue(limits: WaitLimits): Promise<Refusal | undefined> | Refusal | undefined {
    const mayWait = limits.timeout > 0;
    const entry = native.enqueue(this.#handle, mayWait);
    if (entry === -1) return undefined;
    if (typeof entry === 'number') return wait(entry, limits, this);
    this.refused();
    const detail = mayWait ? 'no more may wait (maxWaiting)' : 'timeout 0 means not to wait';
    return () => new OverloadedError(...entry, detail);
  }

  #nothingToGive(): Error {
    const which = this.name === undefined ? 'this semaphore' : `the semaphore '${this.name}'`;
    return new InvalidRangeError(
      `give() without a permit: this thread holds 0 of ${which}; call it once for each tryTake() or take() that succeeded`,
    );
  }
}

function throwIfRefused(refusal: Refusal | undefined): void {
  if (refusal) throw refusal();
}
