import { OverloadedError, Semaphore } from '@pyloom/semaphore';
import { describe, expect, it } from 'vitest';
import { bindFunction } from '../src/index';
import { fakeExecutor, turn } from './support/fake-runtime';
import { gauges, idle, none, outcomes } from './support/figures';

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
