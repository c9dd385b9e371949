import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isPyloomError, OverloadedError, Semaphore } from './index';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function full(max = 1, maxWaiting?: number): Semaphore {
  const semaphore = new Semaphore({ max, maxWaiting });
  while (semaphore.tryTake());
  return semaphore;
}

afterEach(() => {
  vi.useRealTimers();
});

describe('OverloadedError', () => {
  it('carries the figures of the moment, its code and the marker', async () => {
    const error = await full(3)
      .acquire({ timeout: 0 })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OverloadedError);
    expect(error).toMatchObject({
      name: 'OverloadedError',
      code: 'ERR_PYLOOM_OVERLOADED',
      current: 3,
      max: 3,
    });
    expect((error as Error).message).toBe(
      'Overloaded: 3 of 3 permits are in use; timeout 0 means not to wait',
    );
    expect(isPyloomError(error)).toBe(true);
    expect(isPyloomError(new Error('another'))).toBe(false);
  });

  it('tells of more permits than the limit after it was lowered', async () => {
    const semaphore = full(4);
    semaphore.setMax(2);
    await expect(semaphore.acquire({ timeout: 0 })).rejects.toMatchObject({ current: 4, max: 2 });
  });

  it('shows who waited when the time was up', async () => {
    vi.useFakeTimers();
    const semaphore = full();
    async function callerOfAcquire() {
      await semaphore.acquire({ timeout: 10 });
    }
    const failed = callerOfAcquire().catch((error: Error) => error);
    await vi.advanceTimersByTimeAsync(10);
    expect((await failed)?.stack).toContain('callerOfAcquire');
  });
});

describe('timeout', () => {
  it('of 0 takes a free permit and does not wait for another', async () => {
    const semaphore = new Semaphore({ max: 1 });
    await expect(semaphore.acquire({ timeout: 0 })).resolves.toBeDefined();
    await expect(semaphore.acquire({ timeout: 0 })).rejects.toThrow(OverloadedError);
    expect([semaphore.current, semaphore.waiting]).toEqual([1, 0]);
  });

  it('ends the wait with the figures of that moment, and the next in line is served', async () => {
    vi.useFakeTimers();
    const semaphore = full(2);
    const limited = semaphore.acquire({ timeout: 50 }).catch((error: unknown) => error);
    const patient = semaphore.acquire();
    semaphore.setMax(1);
    await vi.advanceTimersByTimeAsync(49);
    expect(semaphore.waiting).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(await limited).toMatchObject({ code: 'ERR_PYLOOM_OVERLOADED', current: 2, max: 1 });
    expect(semaphore.waiting).toBe(1);
    semaphore.give();
    semaphore.give();
    await patient;
    expect(semaphore.current).toBe(1);
  });

  it('longer than a timer of Node can be is waited for in full', async () => {
    vi.useFakeTimers();
    const timeout = 2 ** 31 + 5;
    let error: unknown;
    const limited = full()
      .acquire({ timeout })
      .catch((reason: unknown) => {
        error = reason;
      });
    await vi.advanceTimersByTimeAsync(timeout - 1);
    expect(error).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    await limited;
    expect(error).toBeInstanceOf(OverloadedError);
  });

  it('leaves no timer behind when the permit comes in time', async () => {
    vi.useFakeTimers();
    const semaphore = full();
    const waiter = semaphore.acquire({ timeout: 1000 });
    expect(vi.getTimerCount()).toBe(1);
    semaphore.give();
    await waiter;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('costs a timer only where there is a limit', () => {
    vi.useFakeTimers();
    const semaphore = full();
    void semaphore.acquire();
    void semaphore.acquire({ timeout: Number.POSITIVE_INFINITY });
    expect([semaphore.waiting, vi.getTimerCount()]).toEqual([2, 0]);
  });
});

describe('signal', () => {
  it('that is aborted already rejects with its reason and takes nothing', async () => {
    const semaphore = new Semaphore({ max: 1 });
    const reason = new Error('no longer wanted');
    await expect(semaphore.acquire({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(semaphore.run(() => 1, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(semaphore.current).toBe(0);
  });

  it('ends the wait with its reason, whatever that is', async () => {
    const semaphore = full();
    const controller = new AbortController();
    const aborted = semaphore.acquire({ signal: controller.signal });
    const next = semaphore.acquire();
    controller.abort('enough');
    await expect(aborted).rejects.toBe('enough');
    expect(semaphore.waiting).toBe(1);
    semaphore.give();
    await next;
  });

  it('shared by ten thousand waits has one listener, and none afterwards', async () => {
    const semaphore = full();
    const controller = new AbortController();
    const all = Array.from({ length: 10_000 }, () => semaphore.acquire({ signal: controller.signal }));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    semaphore.give();
    await all[0];
    controller.abort();
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(9999);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    expect([semaphore.current, semaphore.waiting]).toEqual([1, 0]);
  });

  it('has no listener left when the permit came first', async () => {
    const semaphore = full();
    const { signal } = new AbortController();
    const waiter = semaphore.acquire({ signal });
    semaphore.give();
    await waiter;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('aborts waits from the middle of the queue and keeps the order of the rest', async () => {
    const semaphore = full();
    const controller = new AbortController();
    const order: number[] = [];
    const all = Array.from({ length: 10 }, async (_, index) => {
      const signal = index % 2 === 1 ? controller.signal : undefined;
      const permit = await semaphore.acquire({ signal });
      order.push(index);
      permit.release();
    });
    controller.abort();
    expect(semaphore.waiting).toBe(5);
    semaphore.give();
    await Promise.allSettled(all);
    expect(order).toEqual([0, 2, 4, 6, 8]);
  });

  it('works beside a time limit', async () => {
    vi.useFakeTimers();
    const semaphore = full();
    const controller = new AbortController();
    const waiter = semaphore.acquire({ timeout: 100, signal: controller.signal });
    controller.abort();
    await expect(waiter).rejects.toMatchObject({ name: 'AbortError' });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('maxWaiting', () => {
  it('refuses at once those beyond it', async () => {
    const semaphore = full(1, 2);
    const waiters = [semaphore.acquire(), semaphore.acquire()];
    await expect(semaphore.acquire()).rejects.toMatchObject({
      code: 'ERR_PYLOOM_OVERLOADED',
      current: 1,
      max: 1,
      message: 'Overloaded: 1 of 1 permits are in use; no more may wait (maxWaiting)',
    });
    expect(semaphore.waiting).toBe(2);
    semaphore.give();
    (await waiters[0])?.release();
    await waiters[1];
    expect(semaphore.waiting).toBe(0);
  });

  it('of 0 lets nobody wait, but hands out what is free', async () => {
    const semaphore = new Semaphore({ max: 1, maxWaiting: 0 });
    await semaphore.acquire();
    await expect(semaphore.acquire()).rejects.toThrow(OverloadedError);
  });

  it('counts a place as free again after a wait was given up', async () => {
    const semaphore = full(1, 1);
    const controller = new AbortController();
    const given_up = semaphore.acquire({ signal: controller.signal });
    controller.abort();
    await expect(given_up).rejects.toThrow();
    const waiter = semaphore.acquire();
    await settled();
    expect(semaphore.waiting).toBe(1);
    semaphore.give();
    await waiter;
  });
});
