import type { Semaphore } from './semaphore';

/**
 * What `acquire()` and `tryAcquire()` hand out. It goes back once, however often `release()` is called; with
 * `using` it goes back at the end of the block. One that is dropped stays taken until its thread ends.
 */
export interface Permit extends Disposable {
  /** Gives the permit back, to the oldest waiter if there is one. Any further call does nothing. */
  release(): void;
}

export class HeldPermit implements Permit {
  #semaphore: Semaphore | undefined;
  readonly #began: number | undefined;

  /** @param began when it was taken, where that is worth knowing */
  constructor(semaphore: Semaphore, began: number | undefined) {
    this.#semaphore = semaphore;
    this.#began = began;
  }

  release(): void {
    const semaphore = this.#semaphore;
    if (semaphore === undefined) return;
    this.#semaphore = undefined;
    if (this.#began !== undefined) semaphore.observe(performance.now() - this.#began);
    semaphore.give();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
