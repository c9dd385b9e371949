import { describe, expect, it } from 'vitest';
import { clientForFile, eventually } from './support/client';

const size = 2;
const py = await clientForFile({ numExecutors: size, numWorkers: size, maxConcurrent: 50 });
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
});
