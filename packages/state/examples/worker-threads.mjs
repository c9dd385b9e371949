import { once } from 'node:events';
import { isMainThread, Worker } from 'node:worker_threads';
import { SharedState } from '@pyloom/state';

const state = new SharedState({ name: 'statistics' });

if (isMainThread) {
  const workers = Array.from({ length: 4 }, () => new Worker(new URL(import.meta.url)));
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  console.log(state.get('requests'));
} else {
  for (let i = 0; i < 10_000; i++) state.incr('requests');
}
