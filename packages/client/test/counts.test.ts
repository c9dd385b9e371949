import { expect, it } from 'vitest';
import type { Python } from '../src/index';
import { inEveryMode } from './callbacks/support/clients';

const source = `
import pyloom, time

def square(n):
    return n * n

def fail():
    raise ValueError('no')

def nap(seconds):
    time.sleep(seconds)

def spin():
    while True:
        pass

def ask():
    return pyloom.call('nested')

def numbers(n):
    yield from range(n)

def breaks():
    yield 1
    raise ValueError('broken')
`;

/** The same numbers in every run: what fails can be run again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Each starts operations, and resolves with how many once they have ended. */
const kinds: ((python: Python, luck: () => number) => Promise<number>)[] = [
  (python) => ended(python.call('counts', 'square', [3])),
  (python) => ended(python.call('counts', 'fail')),
  (python) => ended(python.call('counts', 'square', [Symbol('cannot cross')])),
  (python) => ended(python.call('counts', 'no_such_function')),
  (python, luck) => ended(python.call('counts', 'spin', [], { timeout: 1 + luck() * 20 })),
  (python, luck) => ended(python.call('counts', 'nap', [0.01], { timeout: 1 + luck() * 20 })),
  (python) => ended(python.call('counts', 'square', [3], { signal: AbortSignal.abort() })),
  (python, luck) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), luck() * 20);
    return ended(python.call('counts', 'nap', [0.01], { signal: controller.signal }));
  },
  (python, luck) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), luck() * 20);
    const limits = { signal: controller.signal, timeout: 1 + luck() * 20 };
    const calls = Array.from({ length: 4 }, () => ['counts', 'nap', [0.005]] as const);
    return python.parallel(calls, limits).then(() => 4);
  },
  (python) => ended(python.call('counts', 'ask')),
  (python, luck) => ended(python.call('counts', 'ask', [], { timeout: 1 + luck() * 20 })),
  (python) => ended(python.eval('6 * 7')),
  (python) => ended(python.exec('raise ValueError()')),
  (python) => ended(python.func('counts', 'square').with({ timeout: 5 })(2)),
  async (python) => {
    // One that finds no permit is overloaded.
    for (const name of ['square', 'fail']) {
      try {
        python.callSync('counts', name, name === 'square' ? [2] : []);
      } catch {}
    }
    return 2;
  },
  (python) => read(python.stream('counts', 'numbers', [40])),
  (python) => read(python.stream('counts', 'breaks')),
  (python) => read(python.stream('counts', 'no_such_function')),
  (python, luck) => read(python.stream('counts', 'numbers', [100]), Math.floor(luck() * 50)),
  (python, luck) => read(python.stream('counts', 'spin', [], { timeout: 1 + luck() * 20 })),
  (python) => read(python.stream('counts', 'numbers', [3], { signal: AbortSignal.abort() })),
  async (python) => {
    await using context = await python.context();
    return (await ended(context.eval('1'))) + (await ended(context.exec('1 / 0')));
  },
];

async function ended(promise: Promise<unknown>): Promise<number> {
  await promise.catch(() => {});
  return 1;
}

async function read(stream: AsyncIterable<unknown>, leaveAfter = Number.POSITIVE_INFINITY): Promise<number> {
  let count = 0;
  try {
    for await (const _ of stream) if (++count > leaveAfter) break;
  } catch {}
  return 1;
}

inEveryMode((open) => {
  it.each([1, 2, 3])('ends each operation in exactly one way, seed %i', async (seed) => {
    const luck = random(seed);
    const python = await open({ maxConcurrent: 3, acquireTimeout: 20 + luck() * 60 });
    await python.defineModule('counts', source);
    python.registerFunction('nested', async () => {
      await python.call('counts', 'square', [2]).catch(() => {});
      await read(python.stream('counts', 'numbers', [3]));
      if (luck() < 0.5) await ended(python.call('counts', 'square', [2], { signal: AbortSignal.abort() }));
      return python.call('counts', 'fail', [], { timeout: 1 + luck() * 20 });
    });
    const started: Promise<number>[] = [];
    for (let i = 0; i < 120; i++) {
      const kind = kinds[Math.floor(luck() * kinds.length)] as (typeof kinds)[number];
      started.push(kind(python, luck));
      if (luck() < 0.3) await new Promise((resolve) => setTimeout(resolve, luck() * 10));
      const { running, queued } = python.stats();
      expect(Math.min(running, queued)).toBeGreaterThanOrEqual(0);
    }
    const total = (await Promise.all(started)).reduce((sum, count) => sum + count);
    await expect.poll(() => python.stats()).toMatchObject({ running: 0, queued: 0 });
    expect(python.semaphore.current).toBe(0);
    const { completed, failed, timedOut, overloaded, aborted } = python.stats();
    expect(completed + failed + timedOut + overloaded + aborted).toBe(total);
    expect(Math.min(completed, failed, timedOut, aborted)).toBeGreaterThan(0);
  });
});
