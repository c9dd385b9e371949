import { LeavableIterator } from './leavable-iterator';
import type { StreamSource } from './stream-source';

/** A stream that nobody reads any more would keep its generator in Python for ever. */
const abandoned = new FinalizationRegistry<StreamSource>((source) => {
  source.leave().catch(() => {});
});

/**
 * The values of a Python iterable, for `for await`. The call is made at the first `next()`; leaving the loop closes
 * the generator, whose `finally` blocks run. An error reaches the loop after the values that came before it.
 */
export class PythonStream<T> extends LeavableIterator<T> {
  /** @internal */
  constructor(source: StreamSource) {
    super(source);
    abandoned.register(this, source, this);
  }

  /** Closes the generator. Rejects with what its `finally` blocks raise. */
  override async return(): Promise<IteratorResult<T, undefined>> {
    abandoned.unregister(this);
    return super.return();
  }
}
