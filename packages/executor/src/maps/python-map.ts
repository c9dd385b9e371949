import type { ItemMap } from './item-map';

/**
 * The results of a function for many items, for `for await`. The first `next()` starts it; leaving the loop cancels what runs and
 * closes the iterator of the items. An error of a call, or of that iterator, reaches the loop in its place and ends it likewise.
 */
export class PythonMap<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #map: ItemMap;

  /** @internal */
  constructor(map: ItemMap) {
    this.#map = map;
  }

  /** The next result. */
  next(): Promise<IteratorResult<T, undefined>> {
    return this.#map.next() as Promise<IteratorResult<T, undefined>>;
  }

  /** Cancels what runs and closes the iterator of the items. Rejects with what its `finally` blocks throw. */
  async return(): Promise<IteratorResult<T, undefined>> {
    await this.#map.leave();
    return { value: undefined, done: true };
  }

  /** The same, then rejects with the error. */
  async throw(error?: unknown): Promise<IteratorResult<T, undefined>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
