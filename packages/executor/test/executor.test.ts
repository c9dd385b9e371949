import { ClosedError } from '@pyloom/core-native';
import { OverloadedError, Semaphore } from '@pyloom/semaphore';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bindFunction, PythonTimeoutError } from '../src/index';
import { fakeExecutor, hostCallOf, turn } from './support/fake-runtime';

const scope = vi.hoisted(() => ({ current: undefined as unknown }));
vi.mock('@pyloom/core-native', async (original) => ({
  ...(await original<object>()),
  currentHostCall: () => scope.current,
}));

beforeEach(() => {
  scope.current = undefined;
});

const gauges = ({ executor }: ReturnType<typeof fakeExecutor>) => {
  const { running, queued } = executor.stats();
  return { running, queued, permits: executor.semaphore.current, waiting: executor.semaphore.waiting };
};
const idle = { running: 0, queued: 0, permits: 0, waiting: 0 };

const outcomes = ({ executor }: ReturnType<typeof fakeExecutor>) => {
  const { completed, failed, timedOut, overloaded, aborted } = executor.stats();
  return { completed, failed, timedOut, overloaded, aborted };
};
const none = { completed: 0, failed: 0, timedOut: 0, overloaded: 0, aborted: 0 };

describe('a call', () => {
  it('resolves with what the core answers and gives its permit back', async () => {
    const fakes = fakeExecutor();
    const answer = fakes.executor.call('math', 'sqrt', [16]);
    expect(gauges(fakes)).toEqual({ running: 1, queued: 0, permits: 1, waiting: 0 });
    const { request } = fakes.session.calls[0] as { request: object };
    expect(request).toMatchObject({ key: { module: 'math', name: 'sqrt' }, args: [16], pool: 'work' });
    fakes.session.resolve(4);
    expect(await answer).toBe(4);
    expect(gauges(fakes)).toEqual(idle);
    expect(outcomes(fakes)).toEqual({ ...none, completed: 1 });
  });

  it('rejects with what the core answers', async () => {
    const fakes = fakeExecutor();
    const answer = fakes.executor.call('math', 'sqrt', [-1]);
    const error = new Error('from JavaScript');
    fakes.session.reject(error);
    await expect(answer).rejects.toBe(error);
    expect(outcomes(fakes)).toEqual({ ...none, failed: 1 });
    expect(gauges(fakes)).toEqual(idle);
  });

  it('rejects when its arguments cannot cross', async () => {
    const fakes = fakeExecutor();
    await expect(fakes.executor.call('m', 'f', [Symbol('x')])).rejects.toThrow('cannot cross');
    expect(outcomes(fakes)).toEqual({ ...none, failed: 1 });
    expect(gauges(fakes)).toEqual(idle);
  });

  it('goes where the core sends it, and the next one right there', async () => {
    const fakes = fakeExecutor();
    const { executor, session } = fakes;
    const first = executor.call('numpy', 'sum');
    const [call] = session.calls;
    call?.settler.reroute(call.id, 'home', 'numpy');
    expect(call?.pool).toBe('home');
    session.resolve(1);
    const second = executor.call('numpy', 'array');
    expect(session.calls[0]?.pool).toBe('home');
    session.resolve(2);
    expect(await Promise.all([first, second])).toEqual([1, 2]);
    expect(executor.stats().homeModules).toEqual(['numpy']);
  });

  it.each([
    [['', 'f'], "module must be a string that is not empty, not ''"],
    [[1, 'f'], 'module must be'],
    [['m', null], 'name must be'],
    [['m', 'f', 'args'], "args must be an array of arguments, not 'args'"],
    [['m', 'f', [], { timout: 5 }], "Unknown key 'timout'"],
    [['m', 'f', [], { kwargs: [1] }], 'kwargs must be an object'],
    [['m', 'f', [], { timeout: 0 }], 'timeout must be a positive number of milliseconds or Infinity, not 0'],
    [['m', 'f', [], { timeout: -5 }], '-5'],
    [['m', 'f', [], { timeout: Number.NaN }], 'NaN'],
    [['m', 'f', [], { timeout: '5' }], "'5'"],
    [['m', 'f', [], { signal: {} }], 'signal must be an AbortSignal'],
    // biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
  ] as [any[], string][])('rejects wrong arguments %o and is not counted', async (args, message) => {
    const fakes = fakeExecutor();
    // biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
    const answer = (fakes.executor.call as any)(...args);
    await expect(answer).rejects.toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
      message: expect.stringContaining(message),
    });
    expect(outcomes(fakes)).toEqual(none);
    expect(fakes.session.calls).toEqual([]);
  });
});

describe('back-pressure', () => {
  it('lets as many calls through as there are permits, the others in their order', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 2 });
    const { executor, session } = fakes;
    const answers = [1, 2, 3, 4].map((n) => executor.call('m', 'f', [n]));
    await turn();
    expect(session.calls.map(({ request }) => request.args[0])).toEqual([1, 2]);
    expect(gauges(fakes)).toEqual({ running: 2, queued: 2, permits: 2, waiting: 2 });
    session.resolve('a');
    await turn();
    expect(session.calls.map(({ request }) => request.args[0])).toEqual([2, 3]);
    for (const value of ['b', 'c']) session.resolve(value);
    await turn();
    session.resolve('d');
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd']);
    expect(gauges(fakes)).toEqual(idle);
  });

  it('sheds load at once with acquireTimeout 0', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 1, acquireTimeout: 0 });
    const first = fakes.executor.call('m', 'f');
    const error = await fakes.executor.call('m', 'f').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OverloadedError);
    expect(error).toMatchObject({ current: 1, max: 1 });
    fakes.session.resolve(1);
    await first;
    expect(outcomes(fakes)).toEqual({ ...none, completed: 1, overloaded: 1 });
    expect(gauges(fakes)).toEqual(idle);
  });

  it('shares a semaphore with others', async () => {
    const semaphore = new Semaphore({ max: 1 });
    const { executor, session } = fakeExecutor({ semaphore });
    const permit = await semaphore.acquire();
    const answer = executor.call('m', 'f');
    await turn();
    expect(session.calls).toEqual([]);
    permit.release();
    await turn();
    session.resolve(1);
    expect(await answer).toBe(1);
  });
});

describe('a time limit', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('rejects on time and interrupts', async () => {
    const fakes = fakeExecutor();
    const answer = fakes.executor.call('m', 'f', [], { timeout: 50 });
    const seen = expect(answer).rejects.toMatchObject({
      code: 'ERR_PYLOOM_TIMEOUT',
      timeout: 50,
      message: 'm.f did not end within 50 ms',
    });
    const [call] = fakes.session.calls;
    await vi.advanceTimersByTimeAsync(49);
    expect(fakes.session.cancelled).toEqual([]);
    await vi.advanceTimersByTimeAsync(2);
    await seen;
    expect(fakes.session.cancelled).toEqual([call?.id]);
    expect(outcomes(fakes)).toEqual({ ...none, timedOut: 1 });
    expect(gauges(fakes)).toEqual(idle);
  });

  it('includes waiting for a permit', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 1 });
    const first = fakes.executor.call('m', 'f');
    const second = fakes.executor.call('m', 'g', [], { timeout: 20 });
    const seen = expect(second).rejects.toBeInstanceOf(PythonTimeoutError);
    await vi.advanceTimersByTimeAsync(21);
    await seen;
    expect(gauges(fakes)).toEqual({ running: 1, queued: 0, permits: 1, waiting: 0 });
    fakes.session.resolve(1);
    await first;
    expect(outcomes(fakes)).toEqual({ ...none, completed: 1, timedOut: 1 });
    expect(gauges(fakes)).toEqual(idle);
  });

  it('leaves no timer behind', async () => {
    const { executor, session } = fakeExecutor();
    const answer = executor.call('m', 'f', [], { timeout: 1000 });
    session.resolve(1);
    await answer;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may be longer than a timer can be, and Infinity is none', async () => {
    const { executor, session } = fakeExecutor();
    const answer = executor.call('m', 'f', [], { timeout: 2 ** 31 + 1000 });
    const forever = executor.call('m', 'f', [], { timeout: Number.POSITIVE_INFINITY });
    const seen = expect(answer).rejects.toMatchObject({ timeout: 2 ** 31 + 1000 });
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(2 ** 31 - 1);
    expect(session.calls).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1100);
    await seen;
    session.resolve('still there');
    expect(await forever).toBe('still there');
  });
});

describe('a signal', () => {
  it('that is aborted already keeps the call from running', async () => {
    const fakes = fakeExecutor();
    const reason = new Error('never mind');
    await expect(fakes.executor.call('m', 'f', [], { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(fakes.session.calls).toEqual([]);
    expect(outcomes(fakes)).toEqual({ ...none, aborted: 1 });
    expect(gauges(fakes)).toEqual(idle);
  });

  it('rejects with its reason and interrupts, whatever waits or runs', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 1 });
    const controller = new AbortController();
    const calls = [1, 2, 3].map((n) => fakes.executor.call('m', 'f', [n], { signal: controller.signal }));
    const [running] = fakes.session.calls;
    controller.abort('reason');
    expect(await Promise.allSettled(calls)).toEqual(Array(3).fill({ status: 'rejected', reason: 'reason' }));
    expect(fakes.session.cancelled).toEqual([running?.id]);
    expect(outcomes(fakes)).toEqual({ ...none, aborted: 3 });
    await turn();
    expect(gauges(fakes)).toEqual(idle);
  });

  it('has one listener for any number of calls, and none afterwards', async () => {
    const { executor, session } = fakeExecutor({ maxConcurrent: 100 });
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    const calls = Array.from({ length: 50 }, () => executor.call('m', 'f', [], { signal }));
    while (session.calls.length > 0) session.resolve(1);
    await Promise.all(calls);
    expect(add).toHaveBeenCalledTimes(1);
    expect(remove).toHaveBeenCalledTimes(1);
  });
});

describe('a chain', () => {
  it('holds one permit, however deep it goes', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 1 });
    const { executor, session } = fakes;
    const outer = executor.call('m', 'outer');
    const scopes = [];
    const nested = [];
    for (let depth = 0; depth < 100; depth++) {
      scope.current = hostCallOf(session.calls.at(-1) as never);
      scopes.push(scope.current);
      nested.push(executor.call('m', 'nested', [depth]));
    }
    scope.current = undefined;
    expect(session.calls).toHaveLength(101);
    expect(executor.semaphore.current).toBe(1);
    expect(session.calls[1]?.request.parent).toBe(scopes[0]);
    while (session.calls.length > 0)
      session.calls.at(-1)?.settler.resolve(session.calls.pop()?.request.args[0]);
    expect(await nested[99]).toBe(99);
    await outer;
    expect(outcomes(fakes)).toEqual({ ...none, completed: 1 });
    expect(gauges(fakes)).toEqual(idle);
  });

  it('is ended as a whole by its time limit', async () => {
    vi.useFakeTimers();
    try {
      const fakes = fakeExecutor();
      const { executor, session } = fakes;
      const outer = executor.call('m', 'outer', [], { timeout: 30 });
      scope.current = hostCallOf(session.calls[0] as never);
      const inner = executor.call('m', 'inner', [], { timeout: 1000 });
      const both = Promise.allSettled([outer, inner]);
      await vi.advanceTimersByTimeAsync(31);
      const [first, second] = (await both) as PromiseRejectedResult[];
      expect(first?.reason).toMatchObject({ timeout: 30 });
      expect(second?.reason).toBe(first?.reason);
      expect(session.calls).toEqual([]);
      await expect(executor.call('m', 'late')).rejects.toBe(first?.reason);
      expect(outcomes(fakes)).toEqual({ ...none, timedOut: 1 });
      scope.current = undefined;
      expect(gauges(fakes)).toEqual(idle);
    } finally {
      vi.useRealTimers();
    }
  });

  it('goes on when the time limit of a nested call runs out', async () => {
    vi.useFakeTimers();
    try {
      const fakes = fakeExecutor();
      const { executor, session } = fakes;
      const outer = executor.call('m', 'outer');
      scope.current = hostCallOf(session.calls[0] as never);
      const inner = executor.call('m', 'inner', [], { timeout: 10 });
      const seen = expect(inner).rejects.toMatchObject({ timeout: 10 });
      await vi.advanceTimersByTimeAsync(11);
      await seen;
      session.resolve('goes on', 'outer');
      expect(await outer).toBe('goes on');
      expect(outcomes(fakes)).toEqual({ ...none, completed: 1 });
      expect(gauges(fakes)).toEqual(idle);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps its permit until what a host function left running has ended', async () => {
    const fakes = fakeExecutor();
    const { executor, session } = fakes;
    const outer = executor.call('m', 'outer');
    const host = hostCallOf(session.calls[0] as never);
    scope.current = host;
    const left = executor.call('m', 'left');
    scope.current = hostCallOf(session.calls[1] as never);
    const leftByThat = executor.call('m', 'grandchild');
    scope.current = undefined;
    session.resolve(1, 'outer');
    await outer;
    session.resolve(2, 'left');
    await left;
    expect(executor.semaphore.current).toBe(1);
    session.resolve(3, 'grandchild');
    await leftByThat;
    expect(gauges(fakes)).toEqual(idle);
  });

  it('is left behind by what runs after the host function has answered', async () => {
    const fakes = fakeExecutor();
    const { executor, session } = fakes;
    const outer = executor.call('m', 'outer');
    const host = hostCallOf(session.calls[0] as never);
    scope.current = { ...host, active: false };
    const later = executor.call('m', 'later');
    expect(session.calls[1]?.request.parent).toBeUndefined();
    expect(executor.semaphore.current).toBe(2);
    session.resolve(1);
    session.resolve(2);
    await Promise.all([outer, later]);
    expect(gauges(fakes)).toEqual(idle);
  });

  it('begins anew in a host function that a Python thread of its own called', async () => {
    const fakes = fakeExecutor();
    scope.current = { token: 1, caller: undefined, active: true, session: undefined };
    const answer = fakes.executor.call('m', 'f');
    expect(fakes.executor.semaphore.current).toBe(1);
    fakes.session.resolve(1);
    await answer;
    expect(outcomes(fakes)).toEqual({ ...none, completed: 1 });
  });
});

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

describe('a synchronous call', () => {
  it('takes a permit, counts, and gives it back', () => {
    const fakes = fakeExecutor({ maxConcurrent: 1 });
    fakes.session.answers.f = (...args) => [...args, fakes.executor.semaphore.current];
    expect(fakes.executor.callSync('m', 'f', [1])).toEqual([1, 1]);
    const bound = bindFunction(fakes.dispatcher, 'm', 'f').sync;
    expect(bound(2)).toEqual([2, 1]);
    expect(outcomes(fakes)).toEqual({ ...none, completed: 2 });
    expect(gauges(fakes)).toEqual(idle);
  });

  it('does not wait for a permit', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 1 });
    const answer = fakes.executor.call('m', 'f');
    expect(() => fakes.executor.callSync('m', 'f')).toThrow(OverloadedError);
    fakes.session.resolve(1);
    await answer;
    expect(outcomes(fakes)).toEqual({ ...none, completed: 1, overloaded: 1 });
  });

  it('is part of the chain of the one around it', () => {
    const fakes = fakeExecutor({ maxConcurrent: 1 });
    fakes.session.answers.inner = () => 'inner';
    fakes.session.answers.outer = () => fakes.executor.callSync('m', 'inner');
    expect(fakes.executor.callSync('m', 'outer')).toBe('inner');
    expect(outcomes(fakes)).toEqual({ ...none, completed: 1 });
  });

  it('counts what it throws', () => {
    const fakes = fakeExecutor();
    fakes.session.answers.f = () => {
      throw new Error('no');
    };
    expect(() => fakes.executor.callSync('m', 'f')).toThrow('no');
    expect(outcomes(fakes)).toEqual({ ...none, failed: 1 });
    expect(gauges(fakes)).toEqual(idle);
  });
});

describe('close', () => {
  it('refuses new calls, lets running ones end, and can be called twice', async () => {
    const fakes = fakeExecutor();
    const { executor, session } = fakes;
    const answer = executor.call('m', 'f');
    const closed = executor.close();
    expect(executor.close()).toBe(closed);
    await expect(executor.call('m', 'f')).rejects.toBeInstanceOf(ClosedError);
    expect(() => executor.callSync('m', 'f')).toThrow(ClosedError);
    await expect(executor.context()).rejects.toBeInstanceOf(ClosedError);
    expect(session.closed).toBe(false);
    session.resolve('last');
    expect(await answer).toBe('last');
    await closed;
    expect(session.closed).toBe(true);
    expect(outcomes(fakes)).toEqual({ ...none, completed: 1 });
  });

  it('cuts off what waits and what runs when the time is up', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 1 });
    const { executor, session } = fakes;
    const running = executor.call('m', 'f').catch((error) => error);
    const queued = executor.call('m', 'f').catch((error) => error);
    await executor.close({ timeout: 0 });
    expect(session.closed).toBe(true);
    expect(await queued).toBeInstanceOf(ClosedError);
    expect(await running).toBeInstanceOf(ClosedError);
    expect(outcomes(fakes)).toEqual({ ...none, aborted: 2 });
    expect(gauges(fakes)).toEqual(idle);
  });

  it('lets the calls of a running chain through', async () => {
    const { executor, session } = fakeExecutor();
    const outer = executor.call('m', 'outer');
    const closed = executor.close();
    scope.current = hostCallOf(session.calls[0] as never);
    const inner = executor.call('m', 'inner');
    scope.current = undefined;
    session.resolve(1, 'inner');
    session.resolve(2, 'outer');
    expect(await Promise.all([outer, inner])).toEqual([2, 1]);
    await closed;
  });

  it('runs the exit functions of the last executor', async () => {
    const { executor, session } = fakeExecutor();
    await executor.close();
    expect(session.broadcasts.map(({ operation }) => operation)).toEqual(['await_threads', 'finish']);
  });

  it.each([[{ timeout: -1 }], [{ timeout: '1' }], [{ timout: 1 }], [5]])('refuses %o', async (options) => {
    const { executor } = fakeExecutor();
    await expect(executor.close(options as never)).rejects.toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
    });
    expect(executor.isClosed).toBe(false);
  });
});

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
