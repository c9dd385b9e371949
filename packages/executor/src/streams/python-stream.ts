import type { StreamSource } from './stream-source';

/** A stream that nobody reads any more would keep its generator in Python for ever. */
const abandoned = new FinalizationRegistry<StreamSource>((source) => {
  source.leave().catch(() => {});
});

/**
 * The values of a Python iterable, for `for await`. The call is made at the first `next()`; leaving the loop closes
 * the generator, whose `finally` blocks run. An error reaches the loop after the values that came before it.
 */
export class PythonStream<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #source: StreamSource;

  /** @internal */
  constructor(source: StreamSource) {
    this.#source = source;
    abandoned.register(this, source, this);
  }

  /** The next value. The first one makes the call. Rejects with what Python raised, after the values that came before it. */
  next(): Promise<IteratorResult<T, undefined>> {
    return this.#source.next(this) as Promise<IteratorResult<T, undefined>>;
  }

  /** Closes the generator. Rejects with what its `finally` blocks raise. */
  async return(): Promise<IteratorResult<T, undefined>> {
    abandoned.unregister(this);
    await this.#source.leave();
    return { value: undefined, done: true };
  }

  /** Closes the generator, then rejects with the error. */
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
