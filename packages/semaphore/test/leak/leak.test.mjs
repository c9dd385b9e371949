// For LeakSanitizer, by `node --test` on an addon built with --sanitize=address: what threads leave behind when
// they end in each of the ways is found when this process ends. Without it, it checks the figures only.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Semaphore } from '@pyloom/semaphore';

const source = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { Semaphore } = require('@pyloom/semaphore');
  const semaphore = new Semaphore({ name: 'leaks' });
  for (let index = 0; index < 100; index += 1) new Semaphore({ max: 1, name: 'leak ' + index }).tryTake();
  semaphore.tryTake();
  if (workerData !== 'end') for (let index = 0; index < 100; index += 1) semaphore.acquire(); // keep it alive
  parentPort.postMessage('ready');
  if (workerData === 'exit') setImmediate(() => process.exit());
`;

for (const ending of ['end', 'exit', 'terminate']) {
  test(`threads that ${ending} leave nothing behind`, async () => {
    const semaphore = new Semaphore({ name: 'leaks', max: 3 });
    for (let round = 0; round < 5; round += 1) {
      const workers = [1, 2, 3].map(
        () => new Worker(source, { eval: true, execArgv: [], workerData: ending }),
      );
      const exits = workers.map((worker) => once(worker, 'exit'));
      await Promise.all(workers.map((worker) => once(worker, 'message')));
      if (ending === 'terminate') await Promise.all(workers.map((worker) => worker.terminate()));
      await Promise.all(exits);
      assert.deepEqual([semaphore.current, semaphore.waiting], [0, 0]);
    }
  });
}
