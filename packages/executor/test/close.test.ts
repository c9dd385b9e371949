import { ClosedError } from '@pyloom/core-native';
import { describe, expect, it, vi } from 'vitest';
import { fakeExecutor, hostCallOf } from './support/fake-runtime';
import { gauges, idle, none, outcomes } from './support/figures';
import { scope } from './support/host-call-scope';

vi.mock('@pyloom/core-native', async (original) =>
  (await import('./support/host-call-scope')).withScope(original),
);

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
