/** What a leavable iterator gives out the results of. */
interface Source {
  /** @param reader is kept for as long as somebody waits */
  next(reader: object): Promise<IteratorResult<unknown>>;
  /** Rejects with what ending it throws. */
  leave(): Promise<void>;
}

/** Results for `for await`, out of something that goes on in Python and is ended when the loop is left. */
export class LeavableIterator<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #source: Source;

  /** @internal */
  constructor(source: Source) {
    this.#source = source;
  }

  /** The next result. The first `next()` starts it all. */
  next(): Promise<IteratorResult<T, undefined>> {
    return this.#source.next(this) as Promise<IteratorResult<T, undefined>>;
  }

  /** Ends it. Rejects with what the `finally` blocks of what is ended throw. */
  async return(): Promise<IteratorResult<T, undefined>> {
    await this.#source.leave();
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
