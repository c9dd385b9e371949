import { expect, it } from 'vitest';
import { moduleRunner } from '../../../../testing/run-module.ts';

const runModule = moduleRunner(
  new URL('../..', import.meta.url),
  "import { SharedState } from '@pyloom/state'",
);

const ended = (code: number, stdout = '') => ({ code, signal: null, stdout, stderr: '' });

it('lets the process end', async () => {
  const outcome = await runModule(`
    const state = new SharedState({ name: 'exit' });
    state.set('k', [1]);
    const functions = state.nativeFunctions();
    process.on('exit', () => console.log(state.get('k'), Object.keys(functions).length));
  `);
  expect(outcome).toEqual(ended(0, '[ 1 ] 7\n'));
});

it('leaves by process.exit() at once, with threads that work', async () => {
  const outcome = await runModule(`
    const source = \`
      const { parentPort } = require('node:worker_threads');
      const { SharedState } = require('@pyloom/state');
      const state = new SharedState({ name: 'exit' });
      parentPort.postMessage('ready');
      for (let i = 0; ; i++) { state.incr('n'); state.set('k' + i % 100, [i]); state.get('k5'); }
    \`;
    let ready = 0;
    for (let index = 0; index < 3; index += 1) {
      new Worker(source, { eval: true, execArgv: [] }).on('message', () => {
        ready += 1;
        if (ready === 3) process.exit(7);
      });
    }
  `);
  expect(outcome).toEqual(ended(7));
});

it('outlives threads that are terminated while they work', async () => {
  const outcome = await runModule(`
    const source = \`
      const { parentPort } = require('node:worker_threads');
      const { SharedState } = require('@pyloom/state');
      const state = new SharedState({ name: 'exit' });
      const other = new SharedState();
      const functions = state.nativeFunctions();
      parentPort.postMessage('ready');
      for (let i = 0; ; i++) { state.incr('n'); other.set('k' + i % 100, [i]); other.keys(); }
    \`;
    const state = new SharedState({ name: 'exit' });
    for (let round = 0; round < 5; round += 1) {
      const workers = [1, 2, 3].map(() => new Worker(source, { eval: true, execArgv: [] }));
      await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
    const before = state.get('n');
    console.log(before > 0, state.incr('n') === before + 1);
  `);
  expect(outcome).toEqual(ended(0, 'true true\n'));
});
