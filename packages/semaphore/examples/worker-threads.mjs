import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { Semaphore } from '@pyloom/semaphore';

const semaphore = new Semaphore({ name: 'database', max: 3 });

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  await once(worker, 'message');
  console.log(`in use: ${semaphore.current}`);
  await worker.terminate();
  console.log(`in use: ${semaphore.current}`);
} else {
  await semaphore.acquire();
  parentPort.postMessage('a permit is mine');
  setInterval(() => {}, 1000);
}
