import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PythonTimeoutError } from '../src/index';
import { fakeExecutor, turn } from './support/fake-runtime';
import { gauges, idle, none, outcomes } from './support/figures';

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
