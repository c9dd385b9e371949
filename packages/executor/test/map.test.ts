import { describe, expect, it } from 'vitest';
import { fakeExecutor, turn } from './support/fake-runtime';

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all = [];
  for await (const result of results) all.push(result);
  return all;
}

describe('map', () => {
  it.each([
    [{ workers: 4, maxConcurrent: 2 }, 2],
    [{ workers: 2, maxConcurrent: 4 }, 2],
  ])('has no more under way than there are lanes and permits: %o', async (options, most) => {
    // A call more would be refused.
    const { executor, session } = fakeExecutor({ ...options, acquireTimeout: 0 });
    const results = executor.map('m', 'f', [1, 2, 3, 4, 5]);
    const all = collect(results);
    for (let ended = 0; ended < 5; ) {
      await turn();
      expect(session.calls.length).toBe(Math.min(most, 5 - ended));
      session.resolve(++ended);
    }
    expect(await all).toEqual([1, 2, 3, 4, 5]);
  });

  it('takes what says by undefined that it is no async iterable', async () => {
    const { executor, session } = fakeExecutor({});
    const items = {
      [Symbol.asyncIterator]: undefined,
      *[Symbol.iterator]() {
        yield 7;
      },
    };
    const result = executor.map('m', 'f', items as never).next();
    await turn();
    expect(session.calls[0]?.request.args).toEqual([7]);
    session.resolve('seven');
    expect(await result).toEqual({ value: 'seven', done: false });
  });
});
