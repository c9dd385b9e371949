import type { Items } from './map-options';

/** The items of an iterable, as `for await` gets them. Nothing is asked of it before the first next(). */
export class ItemSource {
  readonly #items: Items;
  #iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined = undefined;
  #isDrawing = false;

  constructor(items: Items) {
    this.#items = items;
  }

  /** The next item; one that is a promise is awaited. To be called again when this has settled. */
  async next(): Promise<IteratorResult<unknown>> {
    this.#iterator ??= iteratorOf(this.#items);
    this.#isDrawing = true;
    let result: IteratorResult<unknown>;
    try {
      result = await this.#iterator.next();
    } catch (error) {
      this.#iterator = undefined; // it has ended itself
      throw error;
    } finally {
      this.#isDrawing = false;
    }
    if (result.done !== true) return { value: await result.value, done: false };
    this.#iterator = undefined;
    return result;
  }

  /**
   * Lets the iterator clean up, unless it has ended. Rejects with what that raises. One that is about to give an item is not waited
   * for: it may take for ever.
   */
  async close(): Promise<void> {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    const closed = iterator?.return?.();
    if (!this.#isDrawing) await closed;
    else Promise.resolve(closed).catch(() => {});
  }
}

function iteratorOf(items: Items): Iterator<unknown> | AsyncIterator<unknown> {
  // As checkMap() has it: an object may say by `undefined` that it has no such way.
  const { [Symbol.asyncIterator]: many } = items as Partial<AsyncIterable<unknown>>;
  return typeof many === 'function' ? many.call(items) : (items as Iterable<unknown>)[Symbol.iterator]();
}
