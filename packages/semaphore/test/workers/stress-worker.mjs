// Runs tasks under a shared semaphore and records how many run at once, in all threads together.
import { workerData } from 'node:worker_threads';
import { Semaphore } from '@pyloom/semaphore';

const { name, tasks, shared } = workerData;
const [running, most, done] = [0, 1, 2];
const counters = new Int32Array(shared);
const semaphore = new Semaphore({ name });

async function work() {
  const now = Atomics.add(counters, running, 1) + 1;
  for (let seen = Atomics.load(counters, most); now > seen; seen = Atomics.load(counters, most)) {
    Atomics.compareExchange(counters, most, seen, now);
  }
  await new Promise(setImmediate);
  Atomics.sub(counters, running, 1);
}

/** Every seventh gives up: in the queue, or at any point on the way to its permit. */
async function task(index) {
  if (index % 7 === 0) {
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    await semaphore.run(work, { signal: controller.signal }).catch(() => {});
  } else {
    await semaphore.run(work);
  }
  Atomics.add(counters, done, 1);
}

await Promise.all(Array.from({ length: tasks }, (_, index) => task(index)));
