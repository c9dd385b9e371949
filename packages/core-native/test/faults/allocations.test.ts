// docs/reliability.md: every single allocation that the core makes for a call fails once. For builds with AddressSanitizer,
// which have the hook for it (native/base/failing_allocations.cc): npm run sanitize address core-native
import { beforeAll, describe, expect, it } from 'vitest';
import { type ReferenceHandle, referenceSymbol } from '../../src/values/reference';
import { addonFile } from '../support/addon';
import { collectUntil } from '../values/collect-garbage';
import { callIn, runtime, session } from '../values/modes';

const source = `
import ctypes, pyloom

fail = ctypes.PyDLL(${JSON.stringify(addonFile)}).pyloom_fail_allocation
fail.argtypes = [ctypes.c_long]
fail.restype = ctypes.c_long

class Thing:
    pass

thing = Thing()

def make():
    # Of each kind that has memory of its own: text, long integers, containers, views, objects.
    return ['ä' * 200, 2**200, {'key': [1, 2.5, None]}, {1: {2}}, bytes(5000), memoryview(bytes(100_000)), thing, len]

# Each leaves its failure armed for what comes after it on this lane.
def result(nth):
    fail(nth)
    return make()

def error(nth):
    fail(nth)
    raise ValueError('text ' * 100)

def ask(nth):
    value = make()
    fail(nth)
    return pyloom.call('echo', value, key=value)

async def ask_async(nth):
    value = make()
    fail(nth)
    return await pyloom.call_async('echo', value, key=value)

def next_call(nth):
    fail(nth)

def echo(*args, **kwargs):
    return [args, kwargs]

def disarm():
    return fail(0)
`;

/** What a call is to end with, if it does not end well. */
function isLackOfMemory(error: unknown): boolean {
  return (error as { type?: string }).type === 'MemoryError';
}

/** The error itself keeps its exception for as long as it lives. */
function letGo(error: unknown): boolean {
  (error as { readonly value?: ReferenceHandle }).value?.release();
  return isLackOfMemory(error);
}

describe.runIf(addonFile).each(['home', 'asyncHome'] as const)('on a lane of %s', (pool) => {
  beforeAll(async () => {
    await session.broadcast(runtime.functionKey('pyloom._defined', 'define'), ['faults', source], {
      remember: 'faults',
    });
    session.registerHostFunction('echo', (value) => value);
  });
  const call = (name: string, args: readonly unknown[] = []) => callIn(pool as 'home', 'faults', name, args);
  const some = [
    'ä'.repeat(200),
    2n ** 200n,
    { key: [1, new Map([[1, new Set([2])]])] },
    new Float64Array(20_000),
  ];

  /** Lets the first, the second, ... allocation fail, until one call needs no more than that. */
  async function sweep(attempt: (nth: number) => Promise<unknown>): Promise<number> {
    for (let nth = 1; ; nth++) {
      const failed = await attempt(nth).then(
        () => false,
        (error) => {
          if (!isLackOfMemory(error)) throw new Error(`allocation ${nth}`, { cause: error });
          return true;
        },
      );
      const left = await call('disarm');
      expect(await call('echo', [[nth]])).toEqual([[[nth]], {}]);
      if (left !== 0 && !failed) return nth;
      expect(nth).toBeLessThan(500);
    }
  }

  it.each(['result', 'error', 'ask', ...(pool === 'asyncHome' ? ['ask_async'] : [])])('%s', async (name) => {
    const swept = await sweep((nth) =>
      call(name, [nth]).catch((error) => {
        if (name !== 'error' || error.type !== 'ValueError') throw error;
      }),
    );
    expect(swept).toBeGreaterThan(3);
  });

  // The others hand objects to the host function, which has them whatever becomes of its answer.
  it('a result that fails leaves no handle behind', async () => {
    // JavaScript lets go of those of other tests when it likes: now, and of this one's not yet.
    let references = -1;
    await collectUntil(async () => {
      const before = references;
      references = runtime.stats().references;
      return references === before;
    }, 'no more to be let go of');
    const kept: unknown[] = [];
    for (let nth = 1; nth < 60; nth++) {
      references = runtime.stats().references;
      const failed = await call('result', [nth]).then((value) => !kept.push(value), letGo);
      await call('disarm');
      if (failed) expect(runtime.stats().references, `allocation ${nth}`).toBeLessThanOrEqual(references);
    }
  });

  it('what was let go of before the next call', async () => {
    for (let nth = 1; nth < 20; nth++) {
      const made = (await call('result', [0])) as { readonly [referenceSymbol]: ReferenceHandle }[];
      await call('next_call', [nth]).catch(letGo);
      for (const each of made.slice(-2)) each[referenceSymbol].release();
      await call('echo').catch(letGo);
      expect(await call('disarm')).toBeGreaterThanOrEqual(0);
    }
  });

  it('the arguments of the next call', async () => {
    const swept = await sweep(async (nth) => {
      await call('next_call', [nth]);
      await call('echo', some);
    });
    expect(swept).toBeGreaterThan(3);
  });
});
