import { describe, expect, it, vi } from 'vitest';
import { fakeExecutor, turn } from './support/fake-runtime';
import { gauges, idle, none, outcomes } from './support/figures';

describe('parallel', () => {
  it('gives one outcome for each call, in order, with more calls than permits', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 2 });
    const { executor, session } = fakes;
    const outcome = executor.parallel([
      ['m', 'f', [0]],
      ['m', 'f', [1], { k: 1 }],
      ['m', 'f', [Symbol('x')]],
      ['m', 'f'],
    ]);
    await turn();
    expect(gauges(fakes)).toEqual({ running: 2, queued: 2, permits: 2, waiting: 1 });
    expect(session.calls[1]?.request.kwargs).toEqual({ k: 1 });
    session.calls[1]?.settler.reject('failed');
    session.calls.pop();
    session.resolve('zero');
    await turn();
    session.resolve('three');
    expect(await outcome).toEqual([
      { status: 'fulfilled', value: 'zero' },
      { status: 'rejected', reason: 'failed' },
      { status: 'rejected', reason: expect.any(TypeError) },
      { status: 'fulfilled', value: 'three' },
    ]);
    expect(outcomes(fakes)).toEqual({ ...none, completed: 2, failed: 2 });
    await turn();
    expect(gauges(fakes)).toEqual(idle);
  });

  it('of none is none', async () => {
    expect(await fakeExecutor().executor.parallel([])).toEqual([]);
  });

  it('does not overload itself while it makes progress', async () => {
    vi.useFakeTimers();
    try {
      const { executor, session } = fakeExecutor({ maxConcurrent: 1, acquireTimeout: 100 });
      const outcome = executor.parallel(Array.from({ length: 5 }, (_, i) => ['m', 'f', [i]] as const));
      for (let i = 0; i < 5; i++) {
        await vi.advanceTimersByTimeAsync(90);
        session.resolve(i);
      }
      await vi.advanceTimersByTimeAsync(1);
      expect((await outcome).map(({ status }) => status)).toEqual(Array(5).fill('fulfilled'));
    } finally {
      vi.useRealTimers();
    }
  });

  it('is overloaded when it makes none', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 1, acquireTimeout: 0 });
    const outcome = fakes.executor.parallel([
      ['m', 'f'],
      ['m', 'f'],
      ['m', 'f'],
    ]);
    await turn();
    fakes.session.resolve(1);
    expect((await outcome).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(outcomes(fakes)).toEqual({ ...none, completed: 1, overloaded: 2 });
    expect(gauges(fakes)).toEqual(idle);
  });

  it('is ended by its signal, item by item', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 1 });
    const controller = new AbortController();
    const outcome = fakes.executor.parallel(
      [
        ['m', 'f'],
        ['m', 'f'],
      ],
      { signal: controller.signal },
    );
    controller.abort('enough');
    expect(await outcome).toEqual(Array(2).fill({ status: 'rejected', reason: 'enough' }));
    await turn();
    expect(gauges(fakes)).toEqual(idle);
  });

  it.each([
    ['not an array', 'calls must be an array'],
    [[['m']], 'calls[0] must be an array [module, name, args?, kwargs?]'],
    [
      [
        ['m', 'f'],
        ['m', 5],
      ],
      'calls[1]: name must be a string',
    ],
    [[['m', 'f', 5]], 'args must be an array'],
    // biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
  ] as [any, string][])('refuses %o and runs nothing', async (calls, message) => {
    const { executor, session } = fakeExecutor();
    await expect(executor.parallel(calls)).rejects.toThrow(message);
    expect(session.calls).toEqual([]);
  });
});
