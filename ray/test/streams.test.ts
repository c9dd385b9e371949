import { expect, it } from 'vitest';
import { clientForAll, describeRay, rejection } from './ray';

const source = `
import asyncio, time, pyloom

def count(n):
    yield from range(n)

async def count_later(n):
    for i in range(n):
        await asyncio.sleep(0.001)
        yield i

def endless(key):
    try:
        n = 0
        while True:
            pyloom.state_set(key, n)
            yield n
            n += 1
    finally:
        pyloom.state_set(key + ' left', True)

def fails_after(n):
    yield from range(n)
    raise ValueError('enough')

def slow():
    yield 'first'
    time.sleep(1000)
`;

const all = async <T>(stream: AsyncIterable<T>) => {
  const items: T[] = [];
  for await (const each of stream) items.push(each);
  return items;
};

describeRay('streams from a Ray', () => {
  const py = clientForAll(source);
  const stream = (name: string, args: unknown[] = [], options = {}) =>
    py().stream('ray_helpers', name, args, options);

  it('give the items of generators, async ones, and whatever can be iterated', async () => {
    expect(await all(stream('count', [40]))).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(await all(stream('count_later', [3]))).toEqual([0, 1, 2]);
    expect(await all(py().stream('builtins', 'list', ['ab']))).toEqual(['a', 'b']);
    expect((await rejection(all(py().stream('builtins', 'int', [5])))).message).toContain('not iterable');
  });

  it('wait for their reader, and close the generator when that leaves', async () => {
    for await (const each of stream('endless', ['endless'], { highWaterMark: 4 })) if (each === 10) break;
    await expect.poll(() => py().state.get('endless left'), { timeout: 20_000 }).toBe(true);
    expect(py().state.get('endless')).toBeLessThan(30);
  });

  it('give what came before an error, and the error', async () => {
    const items: unknown[] = [];
    const error = await rejection(
      (async () => {
        for await (const each of stream('fails_after', [3])) items.push(each);
      })(),
    );
    expect(items).toEqual([0, 1, 2]);
    expect(error).toMatchObject({ type: 'ValueError', pythonMessage: 'enough' });
    expect(error.traceback).toContain("raise ValueError('enough')");
  });

  it('end when an item does not come in time', async () => {
    const items: unknown[] = [];
    const read = (async () => {
      for await (const each of stream('slow', [], { timeout: 2000 })) items.push(each);
    })();
    expect(await rejection(read)).toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT' });
    expect(items).toEqual(['first']);
  });

  it('leave processors to others while they wait', async () => {
    const streams = [1, 2, 3].map(() => stream('count', [100], { highWaterMark: 1 }));
    for (const each of streams) expect(await each.next()).toEqual({ value: 0, done: false });
    expect(await py().call('math', 'sqrt', [16])).toBe(4);
    for (const each of streams) await each.return?.();
  });
});
