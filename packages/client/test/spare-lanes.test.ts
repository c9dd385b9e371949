import { describe, expect, it } from 'vitest';
import { clientForFile, eventually } from './support/client';

const size = 2;
const py = await clientForFile({ numExecutors: size, numWorkers: size, maxConcurrent: 3000 });
const home = () => py.stats().lanes.filter(({ kind }) => kind === 'home');

// With a shared GIL; elsewhere each lane is one more thread that computes at the same time.
describe.skipIf(py.executionMode === 'free_threaded')('a pool whose lanes are all taken', () => {
  it('starts a spare one, so that a call gets past long ones', async () => {
    await py.exec('import threading\nopened = threading.Event()');
    const long = Array.from({ length: size }, () => py.eval('opened.wait()'));
    await py.exec('opened.set()'); // never ran: it waited for those that waited for it
    expect(await Promise.all(long)).toEqual([true, true]);
  });

  it('starts as many as it has lanes, and no more', async () => {
    await py.exec('opened.clear()');
    const long = Array.from({ length: 20 }, () => py.eval('opened.wait()'));
    await eventually(() => home().filter(({ busy }) => busy).length === 2 * size, 'spare lanes');
    py.evalSync('opened.set()');
    await Promise.all(long);
    expect(home().length).toBeLessThanOrEqual(2 * size);
  });

  it('lets them go when there is nothing to do', async () => {
    await eventually(() => home().length === size, 'the spare lanes have ended');
    expect(await py.eval('1 + 1')).toBe(2);
  });

  it('lets a call past many short ones that are bound to a lane', async () => {
    await py.exec('import time');
    const contexts = await Promise.all(Array.from({ length: size }, () => py.context({ home: true })));
    // With lanes beyond the pool's size, which leave short calls to the others.
    await Promise.all(Array.from({ length: 2 * size + 1 }, () => py.eval('time.sleep(0.05)')));
    let ended = 0;
    const bound = Array.from({ length: 2000 }, (_, i) =>
      contexts[i % size]?.eval('sum(range(3000))').then(() => ended++),
    );
    await py.eval('1 + 1');
    expect(ended).toBeLessThan(bound.length);
    await Promise.all(bound);
    await Promise.all(contexts.map((context) => context.close()));
  });
});
