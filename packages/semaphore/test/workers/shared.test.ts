import { afterEach, describe, expect, it, vi } from 'vitest';
import { Semaphore } from '../../src/index';
import { TestWorker } from './test-worker';

afterEach(() => {
  vi.useRealTimers();
});

it('is one semaphore of a name in all threads', async () => {
  const semaphore = new Semaphore({ name: 'one in all threads', max: 3 });
  await using worker = new TestWorker({ name: 'one in all threads' });
  await worker.tell('hold');
  const permit = semaphore.tryAcquire();
  expect(semaphore.current).toBe(2);
  expect(await worker.tell('figures')).toEqual({ current: 2, max: 3, waiting: 0 });
  permit?.release();
  await worker.tell('release');
  expect(semaphore.current).toBe(0);
});

it('keeps private semaphores of threads apart', async () => {
  const semaphore = new Semaphore({ max: 1 });
  await using worker = new TestWorker({ max: 1 });
  await worker.tell('hold');
  expect(semaphore.current).toBe(0);
});

it('refuses a thread that opens the name with another limit', async () => {
  const semaphore = new Semaphore({ name: 'limit of threads', max: 3 });
  await using worker = new TestWorker({ name: 'limit of threads', max: 4 });
  const [error] = (await worker.failed()) as [Error];
  expect(error).toMatchObject({
    name: 'RangeError',
    code: 'ERR_PYLOOM_INVALID_ARGUMENT',
    message: expect.stringContaining('open with max 3, not 4'),
  });
  expect(semaphore.max).toBe(3);
});

it('wakes a waiter in another thread', async () => {
  const name = 'woken across threads';
  const semaphore = new Semaphore({ name, max: 1 });
  await using worker = new TestWorker({ name });
  const permit = semaphore.tryAcquire();
  const granted = worker.granted();
  await worker.tell('wait');
  expect([semaphore.current, semaphore.waiting]).toEqual([1, 1]);
  permit?.release();
  await granted;
  expect([semaphore.current, semaphore.waiting]).toEqual([1, 0]);

  const mine = semaphore.acquire();
  await worker.tell('release');
  (await mine).release();
  expect(semaphore.current).toBe(0);
});

it('wakes the waiters of other threads when one raises the limit', async () => {
  const name = 'raised by another';
  const semaphore = new Semaphore({ name, max: 1 });
  await using worker = new TestWorker({ name });
  semaphore.tryTake();
  const mine = semaphore.acquire();
  await worker.tell('setMax', 2);
  await mine;
  expect([semaphore.current, semaphore.max]).toEqual([2, 2]);
});

it('serves waiters of several threads in the order of their coming', async () => {
  const name = 'order of threads';
  const semaphore = new Semaphore({ name, max: 1 });
  const turns = new SharedArrayBuffer(4);
  await using one = new TestWorker({ name }, turns);
  await using two = new TestWorker({ name }, turns);
  const order = new Int32Array(turns);
  semaphore.tryTake();

  // Each tell() returns once the waiter is in the queue.
  const granted: Promise<unknown>[] = [];
  const waitIn = async (worker: TestWorker) => {
    granted.push(worker.granted().finally(() => worker.send('release')));
    await worker.tell('wait');
  };
  const waitHere = () => {
    granted.push(
      semaphore.acquire().then((permit) => {
        const turn = Atomics.add(order, 0, 1);
        permit.release();
        return turn;
      }),
    );
  };
  await waitIn(two);
  waitHere();
  await waitIn(one);
  waitHere();
  expect(semaphore.waiting).toBe(4);

  semaphore.give();
  expect(await Promise.all(granted)).toEqual([0, 1, 2, 3]);
});

it('counts the waiters of all threads against maxWaiting, with the figures of all', async () => {
  const name = 'bound of threads';
  const semaphore = new Semaphore({ name, max: 2, maxWaiting: 1 });
  await using worker = new TestWorker({ name });
  semaphore.tryTake();
  await worker.tell('hold');
  const waiter = semaphore.acquire();
  const refused = worker.refused();
  await worker.tell('wait');
  expect(await refused).toEqual({ code: 'ERR_PYLOOM_OVERLOADED', current: 2 });
  semaphore.give();
  await waiter;
});

describe('a permit that another thread gave, but that was not fetched yet', () => {
  /** Without a turn of this thread's event loop, in which the permit would be fetched. */
  function blockUntilGranted(semaphore: Semaphore): void {
    while (semaphore.waiting > 0);
  }

  it('goes on to the next when its waiter is aborted', async () => {
    const name = 'aborted on the way';
    const semaphore = new Semaphore({ name, max: 1 });
    await using worker = new TestWorker({ name });
    await worker.tell('hold');
    const controller = new AbortController();
    const aborted = semaphore.acquire({ signal: controller.signal });
    worker.send('release');
    blockUntilGranted(semaphore);
    expect(semaphore.current).toBe(1);
    const next = semaphore.acquire();
    controller.abort('too late');
    await expect(aborted).rejects.toBe('too late');
    (await next).release();
    expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
  });

  it('does not go to another wait of the same signal', async () => {
    const name = 'aborted together';
    const semaphore = new Semaphore({ name, max: 1 });
    await using worker = new TestWorker({ name });
    await worker.tell('hold');
    const controller = new AbortController();
    const { signal } = controller;
    const all = [semaphore.acquire({ signal }), semaphore.acquire({ signal }), semaphore.acquire({ signal })];
    worker.send('release');
    while (semaphore.waiting > 2);
    controller.abort('all of them');
    const outcomes = await Promise.allSettled(all);
    expect(outcomes).toEqual(all.map(() => ({ status: 'rejected', reason: 'all of them' })));
    expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
  });

  it('is kept when the time limit ends after it was given', async () => {
    const name = 'in time, but late';
    const semaphore = new Semaphore({ name, max: 1 });
    await using worker = new TestWorker({ name });
    await worker.tell('hold');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const waiter = semaphore.acquire({ timeout: 10 });
    worker.send('release');
    blockUntilGranted(semaphore);
    vi.advanceTimersByTime(10);
    (await waiter).release();
    expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
  });
});
