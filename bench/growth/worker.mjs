// A worker thread with a client of its own, and a semaphore and a store that all of them share.
import { parentPort, workerData } from 'node:worker_threads';
import { createPython, Semaphore, SharedState } from '@pyloom/client';

const { index, python, mode } = workerData;
const py = await createPython({ python, mode, maxConcurrent: 2000 });
const sqrt = py.func('math', 'sqrt');
const semaphore = new Semaphore({ name: 'growth', max: 64 });
const state = new SharedState({ name: 'growth' });

/** Each does a fixed number of operations, and answers with it. */
const tasks = {
  async calls() {
    for (let i = 0; i < 100; i++) await Promise.all(Array.from({ length: 100 }, () => sqrt(16)));
    return 10_000;
  },
  permits() {
    for (let i = 0; i < 200_000; i++) semaphore.tryAcquire()?.release();
    return 200_000;
  },
  increments: () => increment('common'),
  apart: () => increment(`of thread ${index}`),
};

function increment(key) {
  for (let i = 0; i < 200_000; i++) state.incr(key);
  return 200_000;
}

await tasks.calls();
parentPort.on('message', async (task) => parentPort.postMessage(await tasks[task]()));
parentPort.postMessage('ready');
