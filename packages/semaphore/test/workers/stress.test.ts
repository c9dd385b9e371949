import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { Semaphore } from '../../src/index';

it('never lets more than its limit run in all threads together, and loses no permit', async () => {
  const name = 'stress';
  const [threads, tasks] = [4, 500];
  const semaphore = new Semaphore({ name, max: 3 });
  const shared = new SharedArrayBuffer(12);
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('stress-worker.mjs', import.meta.url), { workerData: { name, tasks, shared } }),
  );
  const ended = Promise.all(workers.map((worker) => once(worker, 'exit')));
  // The limit moves below three while they work.
  const moving = setInterval(() => semaphore.setMax(1 + (semaphore.max % 3)), 1);
  const codes = await ended;
  clearInterval(moving);
  expect(codes).toEqual(workers.map(() => [0]));
  const [running, most, done] = new Int32Array(shared);
  expect([running, done]).toEqual([0, threads * tasks]);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(3);
  expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
}, 60_000);
