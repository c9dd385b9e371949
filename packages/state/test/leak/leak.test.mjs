// For LeakSanitizer, by `node --test` on an addon built with --sanitize=address: what threads leave behind when
// they end in each of the ways is found when this process ends. Without it, it checks the figures only.
// LSAN_OPTIONS=suppressions=test/leak/lsan.supp
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { SharedState } from '@pyloom/state';

const source = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { SharedState } = require('@pyloom/state');
  const named = new SharedState({ name: 'leaks' });
  for (let index = 0; index < 100; index += 1) {
    const state = new SharedState({ maxEntries: 50 });
    state.set('k', ['x'.repeat(1000)]);
    state.nativeFunctions();
    named.incr('count');
  }
  parentPort.postMessage('ready');
  if (workerData === 'terminate') setInterval(() => {}, 1000);
`;

for (const ending of ['end', 'terminate']) {
  test(`threads that ${ending} leave nothing behind`, async () => {
    const state = new SharedState({ name: 'leaks' });
    state.clear();
    for (let round = 0; round < 5; round += 1) {
      const workers = [1, 2, 3].map(
        () => new Worker(source, { eval: true, execArgv: [], workerData: ending }),
      );
      const exits = workers.map((worker) => once(worker, 'exit'));
      await Promise.all(workers.map((worker) => once(worker, 'message')));
      if (ending === 'terminate') await Promise.all(workers.map((worker) => worker.terminate()));
      await Promise.all(exits);
      assert.equal(state.get('count'), 300 * (round + 1));
    }
  });
}
