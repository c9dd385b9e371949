import { type Abortable, longestDelay, unwatchAbort, watchAbort } from '@pyloom/common';

/** What a call's limits end. */
export interface Limited extends Abortable {
  expired(timeout: number): void;
}

/** The time limit and the signal of one call: whichever comes first ends it. */
export class Limits {
  readonly #limited: Limited;
  readonly #timeout: number;
  readonly #signal: AbortSignal | undefined;
  readonly #deadline: number;
  #timer: NodeJS.Timeout | undefined;

  /** `since`: from when on the time counts, by performance.now(). */
  constructor(limited: Limited, timeout: number, signal: AbortSignal | undefined, since = performance.now()) {
    this.#limited = limited;
    this.#timeout = timeout;
    this.#signal = signal;
    this.#deadline = since + timeout;
    if (timeout !== Number.POSITIVE_INFINITY) this.#arm();
    if (signal !== undefined) watchAbort(signal, limited);
  }

  disarm(): void {
    clearTimeout(this.#timer);
    if (this.#signal !== undefined) unwatchAbort(this.#signal, this.#limited);
  }

  #arm(): void {
    const left = Math.max(1, this.#deadline - performance.now());
    this.#timer = setTimeout(ring, Math.min(left, longestDelay), this);
    // What runs keeps the process alive, not its time limit; so does waiting for a permit.
    this.#timer.unref();
  }

  ring(): void {
    // Half a millisecond: a timer may come that much early, and asking for another turn would make it late.
    if (this.#deadline - performance.now() > 0.5) this.#arm();
    else this.#limited.expired(this.#timeout);
  }
}

function ring(limits: Limits): void {
  limits.ring();
}
