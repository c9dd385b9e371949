/**
 * What `acquire()` and `tryAcquire()` hand out. It goes back once, however often `release()` is called; with
 * `using` it goes back at the end of the block. One that is dropped stays taken until its thread ends.
 */
export interface Permit extends Disposable {
  /** Gives the permit back, to the oldest waiter if there is one. Any further call does nothing. */
  release(): void;
}

/** Whom a permit goes back to: a semaphore. */
interface Lender {
  give(): void;
  observe(service: number): void;
}

export class HeldPermit implements Permit {
  #lender: Lender | undefined;
  readonly #began: number | undefined;

  /** @param began when it was taken, where that is worth knowing */
  constructor(lender: Lender, began: number | undefined) {
    this.#lender = lender;
    this.#began = began;
  }

  release(): void {
    const lender = this.#lender;
    if (lender === undefined) return;
    this.#lender = undefined;
    if (this.#began !== undefined) lender.observe(performance.now() - this.#began);
    lender.give();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
