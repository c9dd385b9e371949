import { unwatchAbort, watchAbort } from './abort-watch';
import { native, waits } from './connection';
import type { Figures } from './native';
import type { Semaphore } from './semaphore';
import { Timer } from './timer';

/** One waiter in JavaScript: ends by its permit, by its time limit or by its signal, whichever comes first. */
export class Wait {
  /** Undefined: the permit is there. Figures: the time was up. Rejects with the signal's reason. */
  readonly outcome: Promise<Figures | undefined>;
  readonly #semaphore: Semaphore;
  readonly #slot: number;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: Timer | undefined;
  #resolve!: (outcome: Figures | undefined) => void;
  #reject!: (reason: unknown) => void;

  constructor(semaphore: Semaphore, slot: number, timeout: number, signal: AbortSignal | undefined) {
    // Kept here, since collecting the semaphore would close the handle that the slot belongs to.
    this.#semaphore = semaphore;
    this.#slot = slot;
    this.#signal = signal;
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    waits.set(slot, this);
    if (timeout !== Number.POSITIVE_INFINITY) this.#timer = new Timer(timeout, () => this.#timedOut());
    if (signal) watchAbort(signal, this);
  }

  granted(): void {
    this.#end();
    this.#resolve(undefined);
  }

  /**
   * Returns the semaphore if a permit of it is to be given back: one was granted but not fetched yet, and whoever
   * aborts does not expect it any more.
   */
  aborted(reason: unknown): Semaphore | undefined {
    const figures = native.withdraw(this.#slot);
    this.#end();
    this.#reject(reason);
    return figures === undefined ? this.#semaphore : undefined;
  }

  #timedOut(): void {
    const figures = native.withdraw(this.#slot);
    this.#end();
    this.#resolve(figures);
  }

  #end(): void {
    waits.delete(this.#slot);
    this.#timer?.stop();
    if (this.#signal) unwatchAbort(this.#signal, this);
  }
}
