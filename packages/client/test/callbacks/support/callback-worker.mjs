// A worker thread with a client of its own, for workers.test.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { createPython } from '@pyloom/client';

const { mode, does } = workerData;
const python = await createPython({
  mode,
  numExecutors: 2,
  numWorkers: 2,
  numSubinterpWorkers: 2,
  numAsyncWorkers: 2,
});

function never() {
  parentPort.postMessage('asked');
  return new Promise(() => {});
}

const actions = {
  never: () => python.registerFunction('never_of_worker', never),
  ask_never: () => {
    python.registerFunction('never_of_worker', never);
    python.call('workers', 'ask', ['never_of_worker']).catch(() => {});
  },
  lend: () =>
    python.context({ home: true }).then((context) =>
      context.call('workers', 'keep', [
        (value) => {
          if (typeof value === 'string') throw new RangeError('thrown in the worker');
          return value + 1;
        },
      ]),
    ),
};

const setup = actions[does]();
await setup;
parentPort.postMessage('ready');
parentPort.on('message', () => {});
