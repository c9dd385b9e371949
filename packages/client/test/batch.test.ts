import { AsyncLocalStorage } from 'node:async_hooks';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gate } from './callbacks/support/barrier';
import { clientForFile, eventually, rejection, turn } from './support/client';

const py = await clientForFile({ maxConcurrent: 10 });
let sizes: number[] = [];
beforeAll(() =>
  py.defineModule(
    'batched',
    `
import array, pyloom

def negate(items):
    pyloom.call('come', len(items))
    return [-item for item in items]

async def later(items):
    return items

def floats(items):
    return array.array('d', items)

def rows(items):
    return memoryview(array.array('d', [x for item in items for x in (item, item / 2)])).cast('B').cast('d', (len(items), 2))

def cubes(items):
    return memoryview(bytes(range(4 * len(items)))).cast('B', (len(items), 2, 2))

def fail(items):
    raise ValueError(len(items))

def short(items):
    return items[1:]

def scaled(items, by=1):
    return [item * by for item in items]

def nothing(items):
    pass
`,
  ),
);
beforeEach(() => {
  sizes = [];
  py.registerFunction('come', (size: number) => void sizes.push(size));
});

describe('batch', () => {
  it('rejects the one item alone that cannot be sent', async () => {
    const negate = py.batch<unknown, number>('batched', 'negate');
    const outcomes = await Promise.allSettled([
      negate(1),
      negate({ a: Symbol('x') }),
      negate(2),
      negate(Symbol('y')),
    ]);
    expect(outcomes.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.path))).toEqual([
      -1,
      'args[0].a',
      -2,
      'args[0]',
    ]);
  });

  it('makes one call of all that comes within a turn', async () => {
    const negate = py.batch<number, number>('batched', 'negate');
    const { completed } = py.stats();
    const first = [negate(1), negate(2)];
    await Promise.resolve();
    first.push(negate(3));
    expect(await Promise.all(first)).toEqual([-1, -2, -3]);
    expect(await negate(4)).toBe(-4);
    expect(sizes).toEqual([3, 1]);
    expect(py.stats().completed).toBe(completed + 2);
  });

  it('makes no call larger than it may be', async () => {
    const negate = py.batch<number, number>('batched', 'negate', { maxSize: 4 });
    const items = Array.from({ length: 10 }, (_, item) => item + 1);
    expect(await Promise.all(items.map(negate))).toEqual(items.map((item) => -item));
    expect(sizes.sort()).toEqual([2, 4, 4]);
  });

  it('gathers while as many calls run as may', async () => {
    const negate = py.batch<number, number>('batched', 'negate', { concurrency: 1 });
    const { passed, open } = gate();
    py.registerFunction('come', async (size: number) => {
      sizes.push(size);
      await passed;
    });
    const results = [negate(1)];
    await eventually(() => sizes.length === 1, 'the first call runs');
    for (let item = 2; item <= 5; item++) {
      results.push(negate(item));
      await turn();
    }
    expect(sizes).toEqual([1]);
    open();
    expect(await Promise.all(results)).toEqual([-1, -2, -3, -4, -5]);
    expect(sizes).toEqual([1, 4]);
  });

  it('takes lists, arrays and rows of arrays for results, of coroutines, too', async () => {
    const of = (name: string) => {
      const call = py.batch<number>('batched', name);
      return Promise.all([1, 2, 3].map((item) => call(item)));
    };
    expect(await of('later')).toEqual([1, 2, 3]);
    expect(await of('floats')).toEqual([1, 2, 3]);
    expect(await of('rows')).toEqual(
      [
        [1, 0.5],
        [2, 1],
        [3, 1.5],
      ].map((row) => Float64Array.from(row)),
    );
    const [, second] = await of('cubes');
    expect(second).toMatchObject({ shape: [2, 2], dtype: 'uint8' });
    expect([...(second as { data: Uint8Array }).data]).toEqual([4, 5, 6, 7]);
  });

  it('rejects all of them with an error each, which says where it was called', async () => {
    const fail = py.batch('batched', 'fail');
    async function one() {
      await fail(1);
    }
    async function other() {
      await fail(2);
    }
    const errors = await Promise.all([rejection(one()), rejection(other())]);
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'ERR_PYLOOM_PYTHON', type: 'ValueError', pythonMessage: '2' });
    }
    expect(errors[0]).not.toBe(errors[1]);
    expect(errors[0]?.stack).toMatch(/at (async )?one/);
    expect(errors[1]?.stack).toMatch(/at (async )?other/);
  });

  it('says what a function has to return that returns something else', async () => {
    const short = await rejection(py.batch('batched', 'short')(1));
    expect(short).toMatchObject({ name: 'RangeError', code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    expect(short.message).toContain(
      'batched.short must return a list with one result for each of the 1 items',
    );
    expect(short.message).toContain('not 0 results');
    expect((await rejection(py.batch('batched', 'nothing')(1))).message).toMatch(/not null$/);
  });

  it('passes keyword arguments and limits to each call', async () => {
    const scaled = py.batch<number, number>('batched', 'scaled', { kwargs: { by: 3 } });
    expect(await Promise.all([scaled(1), scaled(2)])).toEqual([3, 6]);
    const reason = new Error('enough');
    const aborted = py.batch('batched', 'scaled', { signal: AbortSignal.abort(reason) });
    expect(await rejection(aborted(1))).toBe(reason);
    py.registerFunction('come', () => new Promise(() => {}));
    const late = py.batch('batched', 'negate', { timeout: 30 });
    expect(await rejection(late(1))).toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT' });
  });

  it('calls in the context of the first item, and on the permit of the chain that it is of', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const negate = py.batch<number, number>('batched', 'negate', { concurrency: 1 });
    py.registerFunction('come', () => void seen.push(storage.getStore()));
    await Promise.all([storage.run('first', () => negate(1)), storage.run('second', () => negate(2))]);
    expect(seen).toEqual(['first']);

    py.semaphore.setMax(1);
    py.registerFunction('come', async (size: number) => {
      sizes.push(size);
      if (sizes.length === 1) seen.push(await Promise.all([negate(5), negate(6)]));
    });
    expect(await negate(1)).toBe(-1);
    py.semaphore.setMax(10);
    expect(sizes).toEqual([1, 2]);
    expect(seen[1]).toEqual([-5, -6]);
  });

  it('refuses wrong options', () => {
    // biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
    const wrong = (options: any) => () => py.batch('m', 'f', options);
    expect(wrong({ maxSize: 0 })).toThrow('maxSize must be a positive integer or Infinity, not 0');
    expect(wrong({ concurrency: '1' })).toThrow("concurrency must be a number, not '1'");
    expect(wrong({ size: 3 })).toThrow("'size'");
    expect(() => py.batch('', 'f')).toThrow('module');
  });
});
