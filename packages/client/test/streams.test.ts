import { Readable } from 'node:stream';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConversionError, PythonError } from '../src/index';
import { clientForFile, clientsForTests, eventually, rejection } from './support/client';

const py = await clientForFile();

beforeAll(() =>
  py.defineModule(
    'gens',
    `
import asyncio, time, pyloom

def count(n, name='count'):
    try:
        for i in range(n):
            pyloom.state_incr(name)
            yield i
    finally:
        pyloom.state_incr(name + ' closed')

async def later(n, name='later'):
    try:
        for i in range(n):
            await asyncio.sleep(0.001)
            pyloom.state_incr(name)
            yield i
    finally:
        await asyncio.sleep(0.001)
        pyloom.state_incr(name + ' closed')

def fails(n):
    yield from range(n)
    raise ValueError('after %d' % n)

def pauses(seconds):
    yield 'first'
    time.sleep(seconds)
    yield 'second'

def odd(n):
    yield from range(n)
    rows = []
    rows.append(rows)
    yield {'rows': rows}

def odd_items(n):
    try:
        yield from odd(n)
    finally:
        pyloom.state_incr('odd closed')

async def odd_items_later(n):
    try:
        for item in odd(n): yield item
    finally:
        pyloom.state_incr('odd closed')

def asks_oddly():
    yield 1
    yield pyloom.call('odd', [c for c in [[]] if not c.append(c)])

def number(): return 5
async def items(): return [1, 2]
def classes(): return iter(lambda: 1, 1)
`,
  ),
);
beforeEach(() => py.state.clear());
py.registerFunction('odd', () => 1);

async function collect(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('a stream', () => {
  it('gives the values of a generator, an async generator, and whatever can be iterated', async () => {
    expect(await collect(py.stream('gens', 'count', [100]))).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
    expect(await collect(py.stream('gens', 'later', [40]))).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(await collect(py.stream('gens', 'items'))).toEqual([1, 2]);
    expect(await collect(py.stream('gens', 'classes'))).toEqual([]);
    expect(await collect(py.stream('builtins', 'range', [3]))).toEqual([0, 1, 2]);
    expect(await collect(py.streamEval('{"a": 1, "b": 2}.items()'))).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(await collect(py.streamEval('(x * n for x in range(3))', { n: 2 }))).toEqual([0, 2, 4]);
    expect(await collect(py.streamEval('"abc"'))).toEqual(['a', 'b', 'c']);
    expect(await collect(py.streamEval('[]'))).toEqual([]);
  });

  it('of an async generator of __main__ works too', async () => {
    await py.exec(
      'import asyncio\nasync def agen(n):\n    for i in range(n):\n        await asyncio.sleep(0)\n        yield i',
    );
    expect(await collect(py.stream('__main__', 'agen', [20]))).toHaveLength(20);
    expect(await collect(py.streamEval('agen(20)'))).toHaveLength(20);
  });

  it('delivers a value while the generator works on the next', async () => {
    const stream = py.stream('gens', 'pauses', [30], { timeout: 10_000 });
    expect(await stream.next()).toEqual({ value: 'first', done: false });
    await stream.return();
  });

  it('is a TypeError of Python for what cannot be iterated', async () => {
    const error = await rejection(collect(py.stream('gens', 'number')));
    expect(error).toMatchObject({ type: 'TypeError', pythonMessage: "'int' object is not iterable" });
    expect(error.stack).toContain('collect');
  });

  it('delivers the values that came before an error', async () => {
    const items: unknown[] = [];
    const error = await rejection(
      (async () => {
        for await (const item of py.stream('gens', 'fails', [40])) items.push(item);
      })(),
    );
    expect(error).toBeInstanceOf(PythonError);
    expect(error.message).toBe('ValueError: after 40');
    expect(items).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  it.each(['odd_items', 'odd_items_later'])(
    'names the item that cannot cross, and closes the generator (%s)',
    async (name) => {
      for (const options of [{}, { highWaterMark: 0 }]) {
        const items: unknown[] = [];
        const error = await rejection(
          (async () => {
            for await (const item of py.stream('gens', name, [20], options)) items.push(item);
          })(),
        );
        expect(error).toBeInstanceOf(ConversionError);
        expect(error.path).toBe('result[20].rows[0]');
        expect(error.message).toMatch(/^Cannot convert result\[20\]\.rows\[0\]: it contains itself/);
        expect(items).toEqual(Array.from({ length: 20 }, (_, i) => i));
      }
      expect(py.state.get('odd closed')).toBe(2);
    },
  );

  it("does not take the generator's own conversion errors for its", async () => {
    const error = await rejection(collect(py.stream('gens', 'asks_oddly')));
    expect(error).toMatchObject({ type: 'ConversionError', code: 'ERR_PYLOOM_PYTHON' });
  });

  it('is over after an error', async () => {
    const stream = py.stream('gens', 'fails', [0]);
    await rejection(stream.next());
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it('starts with the first next()', async () => {
    const stream = py.stream('gens', 'count', [5]);
    await py.eval('1');
    expect(py.state.has('count')).toBe(false);
    await stream.next();
    expect(py.state.has('count')).toBe(true);
    await stream.return();
  });

  it.each(['count', 'later'])('reads ahead by its high-water mark and no further (%s)', async (name) => {
    const stream = py.stream('gens', name, [1000], { highWaterMark: 4 });
    await stream.next();
    await eventually(() => py.state.get(name) === 5, 'four have been read ahead');
    await py.eval('1');
    expect(py.state.get(name)).toBe(5);
    await stream.return();
  });

  it('reads nothing ahead when told so', async () => {
    const stream = py.stream('gens', 'count', [10], { highWaterMark: 0 });
    for (let i = 0; i < 3; i++) expect(await stream.next()).toEqual({ value: i, done: false });
    expect(py.state.get('count')).toBe(3);
    await stream.return();
  });

  it.each(['count', 'later'])('closes the generator when the loop is left (%s)', async (name) => {
    for await (const item of py.stream('gens', name, [100_000])) if (item === 3) break;
    expect(py.state.get(`${name} closed`)).toBe(1);
  });

  it('closes the generator when the loop throws', async () => {
    const error = new Error('mine');
    await expect(
      (async () => {
        for await (const _ of py.stream('gens', 'count', [100_000])) throw error;
      })(),
    ).rejects.toBe(error);
    expect(py.state.get('count closed')).toBe(1);
  });

  it('interrupts a generator that is left while it works', async () => {
    await py.exec(
      'ends = []\ndef endless():\n    try:\n        yield 1\n        while True: pass\n    finally:\n        ends.append(1)',
    );
    for await (const _ of py.stream('__main__', 'endless')) break;
    await eventually(() => py.eval<boolean>('ends == [1]'), 'the generator has ended');
  });

  it('answers several next() at once, in order', async () => {
    const stream = py.stream('gens', 'count', [3]);
    const results = await Promise.all([1, 2, 3, 4, 5].map(() => stream.next()));
    expect(results.map(({ value, done }) => [value, done])).toEqual([
      [0, false],
      [1, false],
      [2, false],
      [undefined, true],
      [undefined, true],
    ]);
  });

  it('does nothing when it is left before it begins', async () => {
    const stream = py.stream('gens', 'count', [3]);
    expect(await stream.return()).toEqual({ value: undefined, done: true });
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    expect(py.state.has('count')).toBe(false);
  });

  it('can be made a Readable', async () => {
    const chunks: unknown[] = [];
    for await (const chunk of Readable.from(py.stream('gens', 'count', [50]))) chunks.push(chunk);
    expect(chunks).toHaveLength(50);
  });

  it('counts once, as it ends', async () => {
    const before = py.stats();
    await collect(py.stream('gens', 'count', [100]));
    await rejection(collect(py.stream('gens', 'fails', [40])));
    for await (const _ of py.stream('gens', 'count', [100])) break;
    await rejection(collect(py.stream('gens', 'pauses', [30], { timeout: 30 })));
    const after = py.stats();
    expect(after.completed - before.completed).toBe(2);
    expect(after.failed - before.failed).toBe(1);
    expect(after.timedOut - before.timedOut).toBe(1);
  });

  it('passes keyword arguments and names what cannot cross', async () => {
    await collect(py.stream('gens', 'count', [2], { kwargs: { name: 'named' } }));
    expect(py.state.get('named')).toBe(2);
    const error = await rejection(collect(py.stream('gens', 'count', [Symbol('x')])));
    expect(error).toMatchObject({ path: 'args[0]' });
  });

  it('refuses wrong options', () => {
    for (const highWaterMark of [-1, 1.5, '5', null, Number.NaN]) {
      expect(() => py.stream('gens', 'count', [1], { highWaterMark } as never)).toThrow(/highWaterMark/);
    }
    expect(() => py.stream('gens', 'count', [1], { highwater: 5 } as never)).toThrow(/highwater/);
  });
});

describe('the limits of a stream', () => {
  it('bound each wait, not the whole', async () => {
    await py.exec(
      'import time\ndef steady(n):\n    for i in range(n):\n        time.sleep(0.05)\n        yield i',
    );
    const start = performance.now();
    expect(await collect(py.stream('__main__', 'steady', [8], { timeout: 2000 }))).toHaveLength(8);
    expect(performance.now() - start).toBeGreaterThan(390);
    const error = await rejection(collect(py.stream('gens', 'pauses', [5], { timeout: 50 })));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT', timeout: 50 });
  });

  it('end it with the reason of the signal, after what is there', async () => {
    const controller = new AbortController();
    const stream = py.stream('gens', 'count', [1000], { signal: controller.signal, highWaterMark: 4 });
    await stream.next();
    await eventually(() => py.state.get('count') === 5, 'four have been read ahead');
    await py.eval('1');
    controller.abort('over');
    const rest: unknown[] = [];
    const reason = await (async () => {
      for await (const item of stream) rest.push(item);
    })().catch((error: unknown) => error);
    expect(reason).toBe('over');
    expect(rest).toEqual([1, 2, 3, 4]);
    await eventually(() => py.state.get('count closed') === 1, 'the generator is closed');
  });
});

describe('a paused consumer', () => {
  const open = clientsForTests();

  it('holds neither a permit nor a lane', async () => {
    const one = await open({ maxConcurrent: 1, numExecutors: 1, numWorkers: 1, numSubinterpWorkers: 1 });
    const stream = one.streamEval('range(1000)');
    await stream.next();
    await eventually(() => one.semaphore.current === 0, 'the pull has ended');
    expect(one.stats()).toMatchObject({ running: 0, completed: 0 });
    expect(await one.eval('1 + 1')).toBe(2);
    expect(await collect(stream)).toHaveLength(999);
    expect(one.stats()).toMatchObject({ completed: 2 });
  });

  it('is cut off when the client is closed', async () => {
    const one = await open();
    const stream = one.streamEval('range(1000)', {}, { highWaterMark: 2 });
    await stream.next();
    await one.close();
    const rest: unknown[] = [];
    const error = await rejection(
      (async () => {
        for await (const item of stream) rest.push(item);
      })(),
    );
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_CLOSED' });
    expect(rest.length).toBeLessThan(4);
    expect(() => one.streamEval('[]')).toThrow(expect.objectContaining({ code: 'ERR_PYLOOM_CLOSED' }));
  });
});
