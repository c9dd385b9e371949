import { describe, expect, it } from 'vitest';
import { fakeExecutor } from './support/fake-runtime';

describe('the mode', () => {
  it('configures the pools', () => {
    const options = {
      maxConcurrent: 3,
      numExecutors: 5,
      numSubinterpWorkers: 6,
      numWorkers: 7,
      numAsyncWorkers: 8,
    };
    const pools = (mode: 'subinterp' | 'free_threaded' | 'multi_executor') => {
      const { runtime, executor } = fakeExecutor(options, { mode, reason: '' });
      return { ...runtime.pools, executors: executor.numExecutors };
    };
    expect(pools('subinterp')).toEqual({
      home: [5, 37],
      work: [6, 38],
      asyncWork: [8, 40],
      asyncHome: [1, 33],
      executors: 6,
    });
    expect(pools('free_threaded')).toEqual({ home: [7, 39], asyncHome: [8, 40], executors: 7 });
    expect(pools('multi_executor')).toEqual({ home: [5, 37], asyncHome: [8, 40], executors: 5 });
  });

  it('gives workers to the lanes that run calls, and leaves the other pools as they are', () => {
    const pools = (mode: 'subinterp' | 'free_threaded' | 'multi_executor') =>
      fakeExecutor({ workers: 6, maxConcurrent: 3 }, { mode, reason: '' }).runtime.pools;
    expect(pools('subinterp')).toEqual({
      home: [4, 36],
      work: [6, 38],
      asyncWork: [2, 34],
      asyncHome: [1, 33],
    });
    expect(pools('free_threaded')).toEqual({ home: [6, 38], asyncHome: [2, 34] });
    expect(pools('multi_executor')).toEqual({ home: [6, 38], asyncHome: [2, 34] });
  });

  it('tells the truth when the GIL comes back, and names the module', async () => {
    const chosen = { mode: 'free_threaded', reason: 'no GIL' } as const;
    const fakes = fakeExecutor({}, chosen);
    const { executor, runtime, session } = fakes;
    runtime.gil = false;
    session.answers.find = () => 'unsafe._core';
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    const first = executor.call('unsafe', 'f');
    session.resolve(1);
    await first;
    expect(executor.executionMode).toBe('free_threaded');
    runtime.gil = true;
    const second = executor.call('unsafe', 'g');
    session.resolve(1);
    await second;
    expect(executor.executionMode).toBe('multi_executor');
    const warning = await warned;
    expect(warning.message).toContain("'unsafe._core'");
    expect(warning).toMatchObject({ code: 'PYLOOM_GIL_ENABLED' });
    expect(executor.executionModeReason).toContain("'unsafe._core'");
    expect(executor.stats().mode).toBe('multi_executor');
  });

  it('is the truth of the moment in which it is asked for', () => {
    const { executor, runtime } = fakeExecutor({}, { mode: 'free_threaded', reason: 'no GIL' });
    runtime.gil = false;
    expect(executor.executionMode).toBe('free_threaded');
    runtime.gil = true;
    expect(executor.executionMode).toBe('multi_executor');
  });
});
