// One round with a number of worker threads: node worker-threads.mjs THREADS PYTHON MODE
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const [threads, python, mode] = process.argv.slice(2);
const workers = Array.from(
  { length: Number(threads) },
  (_, index) => new Worker(new URL('worker.mjs', import.meta.url), { workerData: { index, python, mode } }),
);
await Promise.all(workers.map((worker) => once(worker, 'message')));

/** Operations a second of all threads together. */
async function rate(task) {
  const start = performance.now();
  const answers = workers.map((worker) => once(worker, 'message'));
  for (const worker of workers) worker.postMessage(task);
  const done = (await Promise.all(answers)).reduce((sum, [count]) => sum + count, 0);
  return (done * 1000) / (performance.now() - start);
}

const figures = {};
for (const task of ['calls', 'permits', 'increments', 'apart']) figures[task] = await rate(task);
process.send(figures);
