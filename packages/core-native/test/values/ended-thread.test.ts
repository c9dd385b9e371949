import { expect, it } from 'vitest';
import { runModule } from '../support/run-child';

/** A worker thread that leaves arrays and objects in Python, and ends without a word about them. */
const worker = `
  import('./test/support/core.mjs').then(async ({ open }) => {
    const { parentPort, workerData } = require('node:worker_threads');
    const { call } = await open();
    const array = Float64Array.from({ length: 100000 }, (_, i) => i);
    const shared = new Int32Array(workerData);
    await call('home', 'keeper', 'keep', [array, shared]);
    globalThis.things = await call('home', 'keeper', 'make', [50]);
    parentPort.on('message', () => {}); // it stays until it is ended
    parentPort.postMessage('left');
  });
`;

const keeper = `
import gc
import weakref

kept = []
known = []

class Thing:
    def __init__(self):
        known.append(weakref.ref(self))

def keep(*values):
    kept[:] = values

def make(count):
    return [Thing() for _ in range(count)]

def look():
    array, shared = kept
    shared[1] = 7
    return [array.readonly, shared.readonly, array[99999], sum(array), shared[0]]

def array():
    return kept[0]

def alive():
    gc.collect()
    return sum(reference() is not None for reference in known)
`;

it('leaves valid memory behind, and no objects, when a worker thread ends', async () => {
  const { stdout, stderr, code } = await runModule(
    `
    import { once } from 'node:events';
    import { setTimeout as wait } from 'node:timers/promises';
    const { runtime, session, call } = await open();
    await session.broadcast(runtime.functionKey('pyloom._defined', 'define'), ['keeper', ${JSON.stringify(keeper)}], { remember: 'keeper' });
    const shared = new SharedArrayBuffer(16);
    new Int32Array(shared)[0] = 42;
    const worker = new Worker(${JSON.stringify(worker)}, { eval: true, execArgv: [], workerData: shared });
    const [message] = await once(worker, 'message');
    console.log(message, await call('home', 'keeper', 'alive'));
    await worker.terminate();
    gc();
    const others = Array.from({ length: 20 }, () => new Float64Array(100000).fill(-1));
    console.log(JSON.stringify(await call('home', 'keeper', 'look')), others.length);
    console.log(new Int32Array(shared)[1]);
    // Another thread's memory comes as a copy.
    const back = await call('home', 'keeper', 'array');
    back[5] = -5;
    console.log((await call('home', 'keeper', 'array'))[5]);
    let alive;
    for (let i = 0; i < 100 && alive !== 0; i++) {
      alive = await call('home', 'keeper', 'alive');
      if (alive !== 0) await wait(10);
    }
    console.log('alive', alive);
    `,
    { nodeOptions: ['--expose-gc'] },
  );
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toEqual([
    'left 50',
    '[true,false,99999,4999950000,42] 20',
    '7',
    '5',
    'alive 0',
  ]);
  expect(code).toBe(0);
});
