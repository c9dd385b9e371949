import type { Place } from './place';

/** A permit of a RedisSemaphore. It is renewed while its process lives, goes back once, and works with `await using`. */
export interface RedisPermit extends AsyncDisposable {
  /** Grows with every permit of this semaphore: who passes it to a third system lets that refuse an older holder. */
  readonly token: bigint;
  /**
   * Aborted, with a PermitLostError, when the permit is lost: the server could not be reached for a whole lease, or has lost its
   * data. Others may hold it from then on.
   */
  readonly signal: AbortSignal;
  /** Gives it back. Rejects where the server cannot be told; it then lapses with its lease. */
  release(): Promise<void>;
}

export class HeldPermit implements RedisPermit {
  readonly token: bigint;
  readonly signal: AbortSignal;
  readonly #place: Place;

  constructor(place: Place, token: bigint) {
    this.#place = place;
    this.token = token;
    this.signal = place.lost;
  }

  release(): Promise<void> {
    return this.#place.leave();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }
}
