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

  constructor(semaphore: Semaphore) {
    this.#semaphore = semaphore;
  }

  release(): void {
    const semaphore = this.#semaphore;
    if (semaphore === undefined) return;
    this.#semaphore = undefined;
    semaphore.give();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
