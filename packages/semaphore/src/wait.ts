import { type Abortable, KeepAlive, OverloadedError, unwatchAbort, watchAbort } from '@pyloom/common';
import { addWait, native, type Refusal, settle } from './connection';
import type { WaitLimits } from './options';
import { Timer } from './timer';

/**
 * Settles once the waiter in that slot has its permit (undefined) or has given up. Never rejects. To be awaited by
 * a method of the semaphore: the suspended call keeps the object from being collected, which would close the
 * handle that the slot belongs to.
 */
export function wait(
  slot: number,
  limits: WaitLimits,
  semaphore: { give(): void; readonly name: string | undefined },
): Promise<Refusal | undefined> {
  return new Promise((resolved) => {
    const resolve = semaphore.name === undefined ? resolved : keepingAlive(resolved);
    const limited = limits.timeout !== Number.POSITIVE_INFINITY || limits.signal !== undefined;
    addWait(slot, limited ? new LimitedWait(slot, limits, semaphore, resolve).settle : resolve);
  });
}

const named = new KeepAlive();

/** Another thread may give the permit. Of a private semaphore only this one could. */
function keepingAlive(resolve: (refusal: Refusal | undefined) => void): typeof resolve {
  named.hold();
  return (refusal) => {
    named.release();
    resolve(refusal);
  };
}

/** A wait that ends by its permit, by its time limit or by its signal, whichever comes first. */
class LimitedWait implements Abortable {
  readonly #slot: number;
  readonly #limits: WaitLimits;
  readonly #semaphore: { give(): void };
  readonly #resolve: (refusal: Refusal | undefined) => void;
  readonly #timer: Timer | undefined;

  constructor(
    slot: number,
    limits: WaitLimits,
    semaphore: { give(): void },
    resolve: (refusal: Refusal | undefined) => void,
  ) {
    this.#slot = slot;
    this.#limits = limits;
    this.#semaphore = semaphore;
    this.#resolve = resolve;
    const { timeout, signal } = limits;
    if (timeout !== Number.POSITIVE_INFINITY) this.#timer = new Timer(timeout, () => this.#timedOut(timeout));
    if (signal) watchAbort(signal, this);
  }

  readonly settle = (refusal: Refusal | undefined): void => {
    this.#timer?.stop();
    if (this.#limits.signal) unwatchAbort(this.#limits.signal, this);
    this.#resolve(refusal);
  };

  /**
   * A permit that was granted but not fetched yet is given back, since whoever aborts does not expect it any more; but only
   * afterwards: it could go to a wait that the same signal is about to end.
   */
  aborted(reason: unknown): (() => void) | undefined {
    const wasGranted = native.withdraw(this.#slot) === undefined;
    settle(this.#slot, () => reason);
    return wasGranted ? () => this.#semaphore.give() : undefined;
  }

  /** A permit that was granted in time is kept, though it was not fetched yet. */
  #timedOut(timeout: number): void {
    const figures = native.withdraw(this.#slot);
    settle(
      this.#slot,
      figures && (() => new OverloadedError(...figures, `none came free within ${timeout} ms`)),
    );
  }
}
