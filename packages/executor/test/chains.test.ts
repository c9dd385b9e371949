import { describe, expect, it, vi } from 'vitest';
import { fakeExecutor, hostCallOf } from './support/fake-runtime';
import { gauges, idle, none, outcomes } from './support/figures';
import { scope } from './support/host-call-scope';

vi.mock('@pyloom/core-native', async (original) =>
  (await import('./support/host-call-scope')).withScope(original),
);

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
    scope.current = { token: 1, caller: undefined, active: true };
    const answer = fakes.executor.call('m', 'f');
    expect(fakes.executor.semaphore.current).toBe(1);
    fakes.session.resolve(1);
    await answer;
    expect(outcomes(fakes)).toEqual({ ...none, completed: 1 });
  });
});
