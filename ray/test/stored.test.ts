import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PyRef } from '@pyloom/client';
import { expect, it } from 'vitest';
import { clientForAll, describeRay, rejection } from './ray';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const source = `
import dataclasses, os
import numpy as np
import pyloom

def numbers(count):
    return np.arange(count, dtype='int32')

async def later(count):
    return numbers(count)

def total(array):
    return int(array.sum())

def totals(*arrays, **more):
    return [[int(each.sum()) for each in arrays], {key: int(each.sum()) for key, each in more.items()}]

def how(array):
    """Memory of the store's, which nobody may write to, is taken as it is."""
    return [type(array).__name__, array.flags.owndata, array.flags.writeable]

def are_one(first, rest):
    return first is rest[0] and first is rest[1]['again']

def each_of(array):
    for item in array:
        yield int(item)

def doubled(array):
    return array * 2

@dataclasses.dataclass
class Point:
    x: int
    y: int

def point(x, y):
    return Point(x, y)

def moved(point, by):
    point.x += by
    return point

def x_of(point):
    return point.x

def fails():
    raise ValueError('no numbers today')

def kept(function):
    return [function]

def pid():
    return os.getpid()
`;

const known =
  "[id.decode() for id in __import__('ray')._private.worker.global_worker.core_worker.get_all_reference_counts()]";

const count = 100_000;
const sum = (count * (count - 1)) / 2;

describeRay('results that stay in the store of a Ray', () => {
  const py = clientForAll(source);
  const call = <T>(name: string, ...args: unknown[]) => py().call<T>('ray_helpers', name, args);
  const keep = (name: string, ...args: unknown[]) =>
    py().call<PyRef>('ray_helpers', name, args, { as: 'ref' });
  /** The objects of the store that the driver knows. */
  const held = () => py().eval<string[]>(known);
  const made = async (before: readonly string[]) => (await held()).filter((each) => !before.includes(each));

  it('are taken there by later calls, wherever they are among the arguments', async () => {
    const numbers = await keep('numbers', count);
    expect([numbers.$type, String(numbers)]).toEqual(['numpy.ndarray', '<numpy.ndarray>']);
    expect(await call('total', numbers)).toBe(sum);
    expect(await call('how', numbers)).toEqual(['ndarray', false, false]);
    expect(await call('are_one', numbers, [numbers, { again: numbers }])).toBe(true);
    const small = await keep('later', 3);
    expect(await py().call('ray_helpers', 'totals', [numbers, small], { kwargs: { more: small } })).toEqual([
      [sum, 3],
      { more: 3 },
    ]);
    // The driver has none of it: numpy itself is not even imported there.
    expect(await py().eval("'numpy' in __import__('sys').modules")).toBe(false);
  });

  it('are taken by calls of every kind', async () => {
    const numbers = await py().func('ray_helpers', 'numbers').with({ as: 'ref' })(4);
    const twice = await keep('doubled', numbers);
    const outcomes = await py().parallel([numbers, twice].map((each) => ['ray_helpers', 'total', [each]]));
    expect(outcomes).toMatchObject([{ value: 6 }, { value: 12 }]);
    const items: unknown[] = [];
    for await (const each of py().stream('ray_helpers', 'each_of', [twice])) items.push(each);
    for await (const each of py().map('ray_helpers', 'total', [numbers])) items.push(each);
    expect(items).toEqual([0, 2, 4, 6, 6]);
    await using context = await py().context();
    expect(await context.call('ray_helpers', 'total', [twice])).toBe(12);
    expect(await context.eval('int(each.max())', { each: twice })).toBe(6);
    py().registerFunction('again', () => call('total', twice));
    expect(await py().call('pyloom', 'call', ['again'])).toBe(12);
  });

  it('come as values when they are asked for', async () => {
    const numbers = await keep('numbers', 4);
    expect(await numbers.$js()).toEqual(Int32Array.of(0, 1, 2, 3));
    expect(await numbers.$len()).toBe(4);
    expect(await numbers.$str()).toBe('[0 1 2 3]');
    const point = await keep('point', 1, 2);
    expect(await point.$repr()).toBe('Point(x=1, y=2)');
    expect(await point.$js()).toEqual({ x: 1, y: 2 });
    expect(await (await py().call<PyRef>('builtins', 'str', ['ä'], { as: 'ref' })).$js()).toBe('ä');
    expect(await rejection(numbers.$with({}).$len())).toMatchObject({ code: 'ERR_PYLOOM_CONVERSION' });
  });

  it('never change: who takes one has a copy', async () => {
    const point = await keep('point', 1, 2);
    const moved = await keep('moved', point, 5);
    expect([await call('x_of', point), await call('x_of', moved)]).toEqual([1, 6]);
  });

  it('are let go of when they are disposed of, or garbage', async () => {
    let before = await held();
    const numbers = await keep('numbers', count);
    const reading = numbers.$len();
    await numbers[Symbol.asyncDispose]();
    expect(await reading).toBe(count);
    expect(await rejection(call('total', numbers))).toMatchObject({ code: 'ERR_PYLOOM_CLOSED' });
    expect(await rejection(numbers.$js())).toMatchObject({ code: 'ERR_PYLOOM_CLOSED' });
    await expect.poll(() => made(before)).toEqual([]);
    before = await held();
    let ids: string[] = [];
    await (async () => {
      const garbage = await keep('numbers', count);
      ids = await made(before);
      expect(await call('total', garbage)).toBe(sum);
    })();
    expect(ids).toHaveLength(1);
    const left = async () => {
      collectGarbage();
      await new Promise((resolve) => setImmediate(resolve));
      return (await held()).filter((each) => ids.includes(each));
    };
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });

  it('refuse what only an object at home can do, with what to do instead', async () => {
    const point = await keep('point', 1, 2);
    const home = await py().eval<PyRef>('[1]', {}, { as: 'ref' });
    await py().exec('def at_home(x): return x');
    const refused = [
      point.x,
      point.moved(1),
      point.$set('x', 1),
      point.$item(0),
      py().eval('x', { x: point }),
      py().exec('pass', { x: point }),
      py().call('__main__', 'at_home', [point]),
      py().module('copy').copy(point),
    ];
    for (const each of refused) {
      const error = await rejection(each);
      expect(error).toMatchObject({ code: 'ERR_PYLOOM_CONVERSION' });
      expect(error.message).toMatch(/it is a ray_helpers\.Point in the cluster's store.*\$js\(\)/);
    }
    expect((await rejection(call('moved', point, home))).message).toContain(
      "args[1]: it is a list of Python process 1, but this call takes objects of the cluster's store there",
    );
    expect((await rejection(call('moved', home, point))).message).toContain('args[1]: it is a ray_helpers');
    py().registerFunction('stored', () => point);
    expect((await rejection(py().call('pyloom', 'call', ['stored']))).message).toContain("cluster's store");
    expect((await rejection(point[Symbol.asyncIterator]().next())).message).toContain("cluster's store");
  });

  it('fail as any call does, and where they cannot be stored', async () => {
    const error = await rejection(keep('fails'));
    expect(error).toMatchObject({ type: 'ValueError', pythonMessage: 'no numbers today' });
    expect(error.traceback).toContain('in fails');
    expect((await rejection(py().call('threading', 'Lock', [], { as: 'ref' }))).message).toMatch(
      /cannot pickle/,
    );
    expect((await rejection(keep('kept', () => 1))).message).toMatch(/cannot stay in the cluster's store/);
  });
});
