import { expect, it } from 'vitest';
import { PythonError } from '../../src';
import { allowHeldAtTheEnd } from '../support/nothing-held';
import { inEveryMode } from './support/clients';

const source = `
import pyloom

def down(n):
    return 0 if n == 0 else pyloom.call('deeper', n - 1) + 1

def without_end(n):
    return pyloom.call('without_end', n + 1)

def ask(name, *args, **kwargs):
    return pyloom.call(name, *args, **kwargs)

def fields(name):
    try:
        pyloom.call(name)
    except pyloom.JSError as error:
        return [error.name, error.message]

def apply(function, *args):
    return function(*args)

def fail():
    raise KeyError('deep')

def total(name, count):
    return sum(pyloom.call(name, i) for i in range(count))
`;

// Where JavaScript's stack overflows in the middle of answering with an error, that error is not released.
allowHeldAtTheEnd({ heldValues: 3 });

inEveryMode((open) => {
  async function client(options = {}) {
    const python = await open(options);
    await python.defineModule('syncs', source);
    return python;
  }

  it('goes from JavaScript into Python into JavaScript on one thread', async () => {
    const python = await client({ maxConcurrent: 1 });
    python.registerFunction('echo', (...args: unknown[]) => args);
    expect(python.callSync('syncs', 'ask', ['echo', 1, 'two'])).toEqual([1, 'two']);
    expect(python.callSync('syncs', 'ask', ['echo'], { kwargs: { three: 3 } })).toEqual([{ three: 3 }]);
    expect(python.callSync('syncs', 'apply', [(n: number) => n * 2, 21])).toBe(42);
    python.registerFunction('inc', (n: number) => n + 1);
    expect(python.callSync('syncs', 'total', ['inc', 100])).toBe(5050);
  });

  it('carries large values', async () => {
    const python = await client();
    python.registerFunction('large', () => Buffer.alloc(100_000, 5));
    python.registerFunction('length', (bytes: Buffer) => bytes.length);
    expect(python.callSync('syncs', 'ask', ['large'])).toEqual(Buffer.alloc(100_000, 5));
    expect(python.callSync('syncs', 'ask', ['length', Buffer.alloc(300_000)])).toBe(300_000);
    const numbers = new Float64Array(10_000).fill(1.5);
    python.registerFunction('numbers', () => numbers);
    expect(python.callSync('syncs', 'ask', ['numbers'])).toEqual(numbers);
  });

  it.each([1, 10, 100])('nests %i deep', async (depth) => {
    const python = await client({ maxConcurrent: 1 });
    python.registerFunction('deeper', (n: number) => python.callSync('syncs', 'down', [n]));
    expect(python.callSync('syncs', 'down', [depth])).toBe(depth);
    expect(python.semaphore.current).toBe(0);
  });

  it('ends in an error when it goes down without end', async () => {
    const python = await client({ maxConcurrent: 1 });
    python.registerFunction('without_end', (n: number) => python.callSync('syncs', 'without_end', [n]));
    expect(() => python.callSync('syncs', 'without_end', [0])).toThrow(/recursion|call stack/i);
    python.registerFunction('echo', (n: number) => n);
    expect(python.callSync('syncs', 'ask', ['echo', 5])).toBe(5);
    expect(await python.call('syncs', 'ask', ['echo', 5])).toBe(5);
  });

  it('cannot wait for a promise, and says what can', async () => {
    const python = await client();
    python.registerFunction('later', async () => 1);
    expect(python.callSync('syncs', 'fields', ['later'])).toEqual([
      'TypeError',
      expect.stringContaining('returned a promise'),
    ]);
    expect(() => python.callSync('syncs', 'ask', ['later'])).toThrow(/callSync cannot wait for: use/);
    python.registerFunction('rejected', async () => {
      throw new Error('nobody sees this');
    });
    expect(() => python.callSync('syncs', 'ask', ['rejected'])).toThrow('returned a promise');
    expect(await python.call('syncs', 'ask', ['later'])).toBe(1);
  });

  it('throws the very error, or the Python error from below', async () => {
    const python = await client();
    const error = new RangeError('mine');
    python.registerFunction('fail', () => {
      throw error;
    });
    python.registerFunction('fail_below', () => python.callSync('syncs', 'fail'));
    expect(thrown(() => python.callSync('syncs', 'ask', ['fail']))).toBe(error);
    const below = thrown(() => python.callSync('syncs', 'ask', ['fail_below']));
    expect(below).toBeInstanceOf(PythonError);
    expect(below).toMatchObject({ type: 'KeyError' });
  });

  it('works inside a host function that a lane waits for', async () => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 0 });
    python.registerFunction('echo', (n: number) => n);
    python.registerFunction(
      'sync_inside',
      (n: number) => python.callSync<number>('syncs', 'ask', ['echo', n]) + 1,
    );
    expect(await python.call('syncs', 'ask', ['sync_inside', 1])).toBe(2);
  });

  it('lets a getter of what a host function returns call Python', async () => {
    const python = await client();
    python.registerFunction('echo', (n: number) => n);
    python.registerFunction('lazy', () => ({
      get value() {
        return python.callSync('syncs', 'ask', ['echo', 7]);
      },
      other: 'x'.repeat(1000),
    }));
    expect(python.callSync('syncs', 'ask', ['lazy'])).toEqual({ value: 7, other: 'x'.repeat(1000) });
    expect(await python.call('syncs', 'ask', ['lazy'])).toEqual({ value: 7, other: 'x'.repeat(1000) });
  });
});

function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('this should have thrown');
}
