import { describe, expect, it } from 'vitest';
import { Semaphore } from '../../src/index';
import { TestWorker } from './test-worker';

async function tellAndAwaitEnd(worker: TestWorker, command: string, argument?: unknown): Promise<void> {
  worker.send(command, argument);
  await worker.ended();
}

const endsByItself = 'ends by itself';

const endings: [string, (worker: TestWorker) => Promise<void>][] = [
  [endsByItself, (worker) => tellAndAwaitEnd(worker, 'end')],
  ['calls process.exit()', (worker) => tellAndAwaitEnd(worker, 'exit', 7)],
  [
    'dies of an error',
    async (worker) => {
      const failed = worker.failed();
      await Promise.all([failed, tellAndAwaitEnd(worker, 'throw')]);
    },
  ],
  ['is terminated', (worker) => worker.terminate()],
  [
    'is terminated while it blocks',
    async (worker) => {
      await worker.tell('block');
      await worker.terminate();
    },
  ],
];

describe.each(endings)('a worker thread that %s', (ending, end) => {
  it('gives its permits back, to waiters of other threads first', async () => {
    const name = `permits: ${ending}`;
    const semaphore = new Semaphore({ name, max: 3 });
    await using worker = new TestWorker({ name });
    await worker.tell('hold');
    await worker.tell('hold');
    expect(await worker.tell('take')).toBe(true);
    const waiter = semaphore.acquire();
    expect([semaphore.current, semaphore.waiting]).toEqual([3, 1]);
    await end(worker);
    (await waiter).release();
    expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
  });
});

// Waiters keep it: it does not end by itself.
describe.each(endings.filter(([ending]) => ending !== endsByItself))(
  'a worker thread that %s',
  (ending, end) => {
    it('takes its waiters along, which get no permit', async () => {
      const name = `waiters: ${ending}`;
      const semaphore = new Semaphore({ name, max: 1 });
      await using worker = new TestWorker({ name });
      semaphore.tryTake();
      await worker.tell('wait');
      await worker.tell('wait', 3_600_000);
      const waiter = semaphore.acquire();
      expect(semaphore.waiting).toBe(3);
      await end(worker);
      expect(semaphore.waiting).toBe(1);
      semaphore.give();
      (await waiter).release();
      expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
    });
  },
);

it('passes a permit on that was granted to a thread which ends before it sees it', async () => {
  const name = 'granted to the dying';
  const semaphore = new Semaphore({ name, max: 1 });
  await using worker = new TestWorker({ name });
  semaphore.tryTake();
  await worker.tell('wait');
  await worker.tell('block');
  const next = semaphore.acquire();
  semaphore.give();
  // It is the blocked thread's now, and stays so until that thread is gone.
  expect([semaphore.current, semaphore.waiting]).toEqual([1, 1]);
  await worker.terminate();
  (await next).release();
  expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
});

it('keeps a worker thread alive for a waiter that another thread will serve', async () => {
  const name = 'nothing but a waiter';
  const semaphore = new Semaphore({ name, max: 1 });
  await using worker = new TestWorker({ name });
  semaphore.tryTake();
  await worker.tell('wait');
  worker.send('end');
  semaphore.give();
  expect(await worker.ended()).toBe(0);
  expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
});

it('does not keep a worker thread alive for a waiter that only this thread could serve', async () => {
  await using worker = new TestWorker({ max: 1 });
  await worker.tell('hold');
  await worker.tell('wait');
  worker.send('end');
  expect(await worker.ended()).toBe(0);
});

it('lets the name go with the last thread that has it', async () => {
  const name = 'gone with its thread';
  const worker = new TestWorker({ name, max: 3 });
  await worker.tell('hold');
  await worker.terminate();
  const semaphore = new Semaphore({ name, max: 4 });
  expect([semaphore.current, semaphore.max]).toEqual([0, 4]);
});

it('loses no permit of threads that are terminated while they take and give', async () => {
  const name = 'terminated at any moment';
  const semaphore = new Semaphore({ name, max: 2 });
  for (let round = 0; round < 10; round += 1) {
    const workers = [new TestWorker({ name }), new TestWorker({ name }), new TestWorker({ name })];
    await Promise.all(workers.map((worker) => worker.tell('hammer')));
    const waiter = semaphore.acquire();
    await Promise.all(workers.map((worker) => worker.terminate()));
    (await waiter).release();
    expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
  }
});
