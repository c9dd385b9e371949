import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Fakes } from './support/fake-runtime';
import { fakeExecutor, turn } from './support/fake-runtime';

afterEach(() => vi.restoreAllMocks());

/** A clock that moves by itself alone. */
function ownClock() {
  let now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return (milliseconds: number) => {
    now += milliseconds;
  };
}

interface Load {
  readonly function: string;
  readonly calls: number;
  /** Milliseconds that all which run at once take together, and that each has waited behind its permit. */
  took(running: number): number;
  waited(running: number): number | undefined;
}

/** Calls that are made at once and end in rounds, all that have a permit together. */
async function load({ executor, session }: Fakes, { function: name, calls, took, waited }: Load) {
  const pass = ownClock();
  const all = Promise.all(Array.from({ length: calls }, () => executor.call('m', name)));
  while (session.calls.length > 0) {
    const running = session.calls.filter((call) => call.name === name);
    pass(took(running.length));
    const wait = waited(running.length);
    for (const { settler } of running) {
      if (wait !== undefined) settler.waited?.(wait);
      session.resolve(null, name);
    }
    await turn();
  }
  await all;
}

/** As many lanes as there are, ten milliseconds a call: what finds none waits for as many rounds as are before it. */
const fourLanes = {
  took: (running: number) => Math.ceil(running / 4) * 10,
  waited: (running: number) => Math.max(0, (running / 4 - 1) * 5),
};

describe("maxConcurrent: 'auto'", () => {
  it('grows while there are lanes for more, and stops where calls wait behind their permits', async () => {
    const fakes = fakeExecutor({ maxConcurrent: { min: 1, max: 100 } });
    await load(fakes, { function: 'f', calls: 4000, ...fourLanes });
    const { semaphore } = fakes.executor;
    expect(semaphore.max).toBeGreaterThanOrEqual(3);
    expect(semaphore.max).toBeLessThanOrEqual(12);
    expect(semaphore.adaptation).toMatchObject({ limit: semaphore.max, min: 1, max: 100 });
    expect(semaphore.current).toBe(0);
  });

  it('gives coroutines a limit of their own', async () => {
    const fakes = fakeExecutor({ maxConcurrent: { min: 1, max: 60 } });
    const { executor, session } = fakes;
    const first = executor.call('m', 'later');
    const { id, settler } = session.calls[0] as (typeof session.calls)[0];
    settler.reroute(id, 'async', 'm');
    session.resolve(null);
    await first;
    const { semaphore, asyncSemaphore } = executor;
    const before = semaphore.max;
    await load(fakes, { function: 'later', calls: 6000, took: () => 10, waited: () => 0 });
    expect(asyncSemaphore.max).toBe(60);
    expect(semaphore.max).toBe(before);

    const busy = Array.from({ length: before }, () => executor.call('m', 'f'));
    expect([semaphore.current, asyncSemaphore.current]).toEqual([before, 0]);
    const mixed = executor.parallel([
      ['m', 'f'],
      ['m', 'later'],
    ]);
    expect(session.calls.filter(({ name }) => name === 'later')).toHaveLength(1);
    while (session.calls.length > 0) {
      session.resolve(null);
      await turn();
    }
    await Promise.all([mixed, ...busy]);
    expect([semaphore.current, asyncSemaphore.current]).toEqual([0, 0]);
  });

  it('grows while synchronous calls are refused', async () => {
    const { executor, session } = fakeExecutor({ maxConcurrent: { min: 2, max: 50 } });
    const pass = ownClock();
    const { semaphore } = executor;
    const before = semaphore.max;
    for (let round = 0; round < 200; round++) {
      const calls = Array.from({ length: semaphore.max }, () => executor.call('m', 'f'));
      for (let more = 0; more < 3; more++) {
        expect(() => executor.callSync('m', 'f')).toThrow('a synchronous call does not wait for a permit');
      }
      pass(5);
      while (session.calls.length > 0) {
        session.calls[0]?.settler.waited?.(0);
        session.resolve(null);
      }
      await Promise.all(calls);
    }
    expect(semaphore.max).toBeGreaterThan(before);
  });

  it('goes by how long calls run where waits are not known', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 'auto' });
    await load(fakes, { function: 'f', calls: 4000, ...fourLanes, waited: () => undefined });
    expect(fakes.executor.semaphore.max).toBeLessThanOrEqual(16);
  });

  it('leaves a fixed limit alone, which is one for all', async () => {
    const fakes = fakeExecutor({ maxConcurrent: 5 });
    expect(fakes.executor.asyncSemaphore).toBe(fakes.executor.semaphore);
    await load(fakes, { function: 'f', calls: 500, ...fourLanes });
    expect(fakes.executor.semaphore.max).toBe(5);
  });
});
