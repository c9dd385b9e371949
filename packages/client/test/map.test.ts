import { AsyncLocalStorage } from 'node:async_hooks';
import { beforeAll, describe, expect, it } from 'vitest';
import { gate } from './callbacks/support/barrier';
import { clientForFile, eventually, helpers, rejection, turn } from './support/client';

const py = await clientForFile({ workers: 4, maxConcurrent: 20 });
beforeAll(async () => {
  await py.defineModule('helpers', helpers);
  await py.defineModule(
    'mapped',
    `
import pyloom, time

def pass_gate(item):
    """Tells that it has come, and stays until it may go."""
    pyloom.call('come', item)
    return item

def endless(item):
    pyloom.state_incr('begun')
    while True:
        time.sleep(0.001)

def fail(item):
    raise ValueError(item)
`,
  );
});

/** Items that tell how far they were drawn, and whether they were closed. */
function watched(count: number) {
  const seen = { drawn: 0, closed: false };
  function* items() {
    try {
      for (let item = 0; item < count; item++) {
        seen.drawn++;
        yield item;
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, items: items() };
}

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all = [];
  for await (const result of results) all.push(result);
  return all;
}

/** Calls of mapped.pass_gate stay until their gate is opened. */
function gates(count: number) {
  const all = Array.from({ length: count }, gate);
  const come: number[] = [];
  py.registerFunction('come', async (item: number) => {
    come.push(item);
    await all[item]?.passed;
  });
  return { come, open: (item: number) => all[item]?.open() };
}

describe('map', () => {
  it('gives one result for each item, of any kind of iterable', async () => {
    const roots = [0, 1, 2, 3, 4];
    const squares = roots.map((root) => root ** 2);
    async function* later() {
      for (const square of squares) {
        await turn();
        yield square;
      }
    }
    const promised = squares.map((square) => Promise.resolve(square));
    for (const items of [squares, new Set(squares), later(), promised]) {
      const results = await collect(py.map<number>('math', 'sqrt', items));
      expect(results.sort()).toEqual(roots);
    }
    expect(await collect(py.map('math', 'sqrt', []))).toEqual([]);
    expect((await collect(py.map('helpers', 'later', squares))).sort()).toEqual(squares.sort());
  });

  it('gives results as they come, or in the order of the items', async () => {
    for (const ordered of [false, true]) {
      const { come, open } = gates(3);
      const results = py.map('mapped', 'pass_gate', [0, 1, 2], { ordered, concurrency: 3 });
      const first = results.next();
      await eventually(() => come.length === 3, 'all run');
      for (const item of ordered ? [2, 1, 0] : [2]) open(item);
      expect(await first).toEqual({ value: ordered ? 0 : 2, done: false });
      const second = results.next();
      open(1);
      expect(await second).toEqual({ value: 1, done: false });
      open(0);
      expect(await collect(results)).toEqual([ordered ? 2 : 0]);
    }
  });

  it('draws an item only when a result was taken, beyond those that run at once', async () => {
    for (const ordered of [false, true]) {
      const { seen, items } = watched(10);
      const results = py.map('operator', 'neg', items, { concurrency: 3, ordered });
      await turn();
      expect(seen.drawn).toBe(0);
      await results.next();
      const { completed } = py.stats();
      await eventually(() => seen.drawn === 4, 'one more for the one that was taken');
      await eventually(() => py.stats().running === 0, 'all that were drawn are done');
      expect(py.stats().completed - completed).toBeLessThanOrEqual(3);
      expect(seen.drawn).toBe(4);
      expect(await collect(results)).toHaveLength(9);
      expect(seen).toEqual({ drawn: 10, closed: true });
    }
  });

  it('runs as many at once as there are lanes, or as it is told', async () => {
    for (const [concurrency, count] of [
      [undefined, py.numExecutors],
      [2, 2],
    ] as const) {
      const { come, open } = gates(10);
      const results = py.map('mapped', 'pass_gate', watched(10).items, concurrency ? { concurrency } : {});
      const first = results.next();
      await eventually(() => come.length === count, 'as many have come');
      await turn();
      expect(come).toHaveLength(count);
      for (let item = 0; item < 10; item++) open(item);
      await first;
      expect(await collect(results)).toHaveLength(9);
    }
  });

  it('cancels what runs and closes the items when the loop is left', async () => {
    py.state.clear();
    const { seen, items } = watched(1000);
    const { aborted } = py.stats();
    const mixed = py.map('mapped', 'endless', items, { concurrency: 2 });
    const waiting = mixed.next();
    await eventually(() => py.state.get('begun') === 2, 'both run');
    expect(await mixed.return()).toEqual({ value: undefined, done: true });
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(seen).toEqual({ drawn: 2, closed: true });
    expect(py.stats()).toMatchObject({ running: 0, aborted: aborted + 2 });
    expect(await mixed.next()).toEqual({ value: undefined, done: true });

    const left = watched(1000);
    for await (const _ of py.map('operator', 'neg', left.items)) break;
    expect(left.seen.closed).toBe(true);
    expect(left.seen.drawn).toBeLessThanOrEqual(py.numExecutors + 1);
  });

  it('does not wait for items that never come when the loop is left', async () => {
    const { passed, open } = gate();
    let closed = false;
    async function* items() {
      try {
        yield 1;
        await passed;
      } finally {
        closed = true;
      }
    }
    for await (const value of py.map('operator', 'neg', items())) {
      expect(value).toBe(-1);
      break;
    }
    open();
    await eventually(() => closed, 'the items are closed once they can be');
  });

  it('rejects in the place of the call that failed, and ends', async () => {
    const { seen, items } = watched(100);
    const calls = { helpers: 0 };
    py.registerFunction('come', (item: number) => {
      calls.helpers++;
      if (item === 5) throw new RangeError('five');
    });
    const got: number[] = [];
    const results = py.map<number>('mapped', 'pass_gate', items, { ordered: true, concurrency: 3 });
    const error = await rejection(
      (async () => {
        for await (const result of results) got.push(result);
      })(),
    );
    expect(error).toMatchObject({ name: 'RangeError', message: 'five' });
    expect(got).toEqual([0, 1, 2, 3, 4]);
    expect(seen.closed).toBe(true);
    expect(seen.drawn).toBeLessThanOrEqual(8);
    expect(await results.next()).toEqual({ value: undefined, done: true });
    await eventually(() => py.stats().running === 0, 'nothing is left running');

    const failing = py.map('mapped', 'fail', ['a']);
    const python = await rejection(failing.next());
    expect(python).toMatchObject({ code: 'ERR_PYLOOM_PYTHON', type: 'ValueError', pythonMessage: 'a' });
    expect(python.stack).toContain('map.test.ts');
  });

  it('cancels what comes behind an error, lets end what comes before it', async () => {
    const { come, open } = gates(2);
    const results = py.map<number>(
      'mapped',
      'pass_gate',
      (function* () {
        yield 0;
        yield Symbol('cannot cross');
        yield 1;
      })(),
      { ordered: true, concurrency: 3 },
    );
    const first = results.next();
    await eventually(() => come.length === 1, 'the first one runs');
    open(0);
    expect(await first).toEqual({ value: 0, done: false });
    expect(await rejection(results.next())).toMatchObject({ code: 'ERR_PYLOOM_CONVERSION', path: 'args[0]' });
    expect(come).toEqual([0]);
    expect(py.stats().running).toBe(0);
  });

  it('gives what the items came to before they failed themselves', async () => {
    function* items() {
      yield 1;
      yield 2;
      throw new Error('no more items');
    }
    for (const ordered of [false, true]) {
      const results = py.map<number>('operator', 'neg', items(), { ordered });
      const values = [await results.next(), await results.next()].map(({ value }) => value);
      expect(values.sort()).toEqual([-1, -2]);
      expect(await rejection(results.next())).toMatchObject({ message: 'no more items' });
      expect(await results.next()).toMatchObject({ done: true });
    }
  });

  it('ends by its signal with its reason, also while it waits for an item', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const waiting = rejection(py.map('operator', 'neg', never, { signal }).next());
    py.state.clear();
    const running = rejection(py.map('mapped', 'endless', [1], { signal }).next());
    await eventually(() => py.state.get('begun') === 1, 'it runs');
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    expect(await running).toBe(reason);
    expect(py.stats().running).toBe(0);
    const { seen, items } = watched(3);
    expect(await rejection(py.map('operator', 'neg', items, { signal }).next())).toBe(reason);
    expect(seen.drawn).toBe(0);
  });

  it('bounds each call by the time limit, and passes keyword arguments', async () => {
    const late = await rejection(py.map('mapped', 'endless', [1], { timeout: 20 }).next());
    expect(late).toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT', timeout: 20 });
    const sorted = py.map('builtins', 'sorted', [[1, 2]], { kwargs: { reverse: true } });
    expect(await collect(sorted)).toEqual([[2, 1]]);
  });

  it('makes its calls in the context of whoever made it, within a host function in its chain', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    py.registerFunction('come', () => void seen.push(storage.getStore()));
    const results = storage.run('maker', () => py.map('mapped', 'pass_gate', [1, 2, 3, 4, 5, 6]));
    await storage.run('reader', () => collect(results));
    expect(seen).toEqual(Array(6).fill('maker'));

    py.semaphore.setMax(1);
    py.registerFunction('come', async () => {
      for await (const value of py.map('operator', 'neg', [1, 2, 3], { ordered: true }))
        seen.push(`${value}`);
    });
    expect(await py.call('mapped', 'pass_gate', [0])).toBe(0);
    py.semaphore.setMax(20);
    expect(seen.slice(6)).toEqual(['-1', '-2', '-3']);
  });

  it('refuses what is no iterable, and wrong options', () => {
    // biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
    const wrong = (items: any, options?: any) => () => py.map('math', 'sqrt', items, options);
    expect(wrong(5)).toThrow('items must be an iterable or an async iterable, such as an array, not 5');
    expect(wrong(undefined)).toThrow('items');
    expect(wrong([], { concurrency: 0 })).toThrow('concurrency must be a positive integer, not 0');
    expect(wrong([], { concurrency: '3' })).toThrow("concurrency must be a number of items, not '3'");
    expect(wrong([], { ordered: 1 })).toThrow('ordered');
    expect(wrong([], { limit: 1 })).toThrow("'limit'");
  });
});
