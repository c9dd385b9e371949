import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { closeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Barrier, gate } from './callbacks/support/barrier';
import { clientForFile, eventually, rejection } from './support/client';

const size = 2;
const py = await clientForFile({
  numExecutors: size,
  numWorkers: size,
  numSubinterpWorkers: size,
  maxLanes: 6,
  maxConcurrent: 20,
});
await py.defineModule(
  'pools',
  `import os, pyloom
def ask(name): return pyloom.call(name)
def read(descriptor):
    os.read(descriptor, 1)
    return 'late'`,
);
const kind = py.executionMode === 'subinterp' ? 'work' : 'home';
const lanes = () => py.stats().lanes.filter((lane) => lane.kind === kind);

/** The lanes that a channel tells of while `during` runs. */
async function published(name: string, during: (seen: { id: number; kind: string }[]) => Promise<void>) {
  const seen: { id: number; kind: string }[] = [];
  const listener = (message: unknown) => seen.push(message as { id: number; kind: string });
  subscribe(name, listener);
  await during(seen);
  unsubscribe(name, listener);
  return seen;
}

describe('a pool', () => {
  it('grows while its lanes wait in callbacks, and shrinks again', async () => {
    const barrier = new Barrier(6);
    py.registerFunction('meet', () => barrier.arrive());
    const started = await published('pyloom:lane:start', async () => {
      await Promise.all(Array.from({ length: 6 }, () => py.call('pools', 'ask', ['meet'])));
      expect(lanes().length).toBe(6);
      await py.call('math', 'sqrt', [1]);
    });
    const ended = await published('pyloom:lane:end', (seen) =>
      eventually(async () => {
        await py.call('math', 'sqrt', [1]); // lanes that end are noticed when a call has settled
        return lanes().length <= size && seen.length >= 4;
      }, 'the surplus lanes have ended'),
    );
    const ids = started.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(4);
    for (const lane of ended)
      expect(lane).toMatchObject({ id: expect.any(Number), interpreter: expect.any(Number), kind });
  });

  it('warns once of what is stuck and which option to raise, at its limit with every lane waiting', async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error) => warnings.push(warning);
    process.on('warning', listener);
    for (let round = 0; round < 2; round++) {
      const queued = gate();
      const all = new Barrier(6);
      py.registerFunction('wait', async () => {
        await all.arrive();
        await queued.passed;
      });
      const waiting = Array.from({ length: 6 }, () => py.call('pools', 'ask', ['wait']));
      await eventually(() => lanes().filter((lane) => lane.waiting).length === 6, 'all lanes wait');
      const behind = py.call('math', 'sqrt', [16]);
      if (round === 0) await eventually(() => warnings.length > 0, 'a warning');
      queued.open();
      await Promise.all(waiting);
      expect(await behind).toBe(4);
    }
    process.off('warning', listener);
    expect(warnings.map(({ name, message }) => `${name}: ${message}`)).toEqual([
      expect.stringMatching(
        /^PyloomWarning: all 6 lanes of the pool '\w+' wait in callbacks while 1 call.* Raise 'maxLanes'/,
      ),
    ]);
  });

  it('replaces a lane that is stuck in C, tells of it, and drops its late answer', async () => {
    const [readEnd, writeEnd] = (await py.eval('__import__("os").pipe()')) as [number, number];
    const before = py.stats().timedOut;
    const settled: unknown[] = [];
    const lost = await published('pyloom:lane:lost', async (seen) => {
      settled.push(await rejection(py.call('pools', 'read', [readEnd], { timeout: 20 })));
      await eventually(async () => {
        await py.call('math', 'sqrt', [1]);
        return seen.length > 0;
      }, 'the loss is told');
    });
    expect(lost).toMatchObject([{ id: expect.any(Number), kind }]);
    closeSync(writeEnd); // what it reads has ended: it comes back
    await eventually(() => lanes().every(({ busy }) => !busy), 'it has come back');
    closeSync(readEnd);
    const { completed, timedOut } = py.stats();
    expect(timedOut - before).toBe(1);
    expect(await py.call('math', 'sqrt', [4])).toBe(2);
    expect(py.stats().completed).toBe(completed + 1);
    expect(settled).toMatchObject([{ code: 'ERR_PYLOOM_TIMEOUT' }]);
  });
});
