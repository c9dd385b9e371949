import { AsyncResource } from 'node:async_hooks';

/** More contexts of spans that have not come are not kept. */
const most = 10_000;

/**
 * The asynchronous contexts of synchronous calls, for the spans that are made within them. By numbers below zero, to be told from
 * those of other calls.
 */
export class SyncContexts {
  readonly #contexts = new Map<number, AsyncResource>();
  #last = 0;

  /** Keeps the context of this moment, and returns its number. */
  keep(): number {
    this.#contexts.set(--this.#last, new AsyncResource('PYLOOM_CALL'));
    if (this.#contexts.size > most) {
      const [oldest] = this.#contexts.keys();
      this.#contexts.delete(oldest as number);
    }
    return this.#last;
  }

  /** Once. */
  take(number: number): AsyncResource | undefined {
    const context = this.#contexts.get(number);
    this.#contexts.delete(number);
    return context;
  }
}
