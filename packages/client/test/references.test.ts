import { beforeAll, describe, expect, it } from 'vitest';
import { ClosedError, isPyRef, kwargs, type PyRef } from '../src/index';
import { clientForFile, clientsForTests, eventually, rejection } from './support/client';

const py = await clientForFile();

beforeAll(() =>
  py.defineModule(
    'things',
    `
import asyncio
class Thing:
    alive = 0
    def __init__(self, value=0):
        self.value = value
        type(self).alive += 1
    def __del__(self):
        type(self).alive -= 1
    def add(self, n, times=1):
        self.value += n * times
        return self.value
    async def later(self):
        await asyncio.sleep(0.001)
        return self.value
    def me(self):
        return self
    def __iter__(self):
        return iter(range(self.value))
    def same(self, other):
        return self is other
class Call:
    call = 'attribute'
`,
  ),
);

describe('a PyRef', () => {
  it('stands for an object that has no counterpart', async () => {
    const thing = await py.call<PyRef>('things', 'Thing', [5]);
    expect(isPyRef(thing)).toBe(true);
    expect(String(thing)).toBe('<things.Thing>');
    expect(await thing.add(2)).toBe(7);
    expect(await thing.add.$call([1], { kwargs: { times: 3 } })).toBe(10);
    expect(await thing.value).toBe(10);
    await thing.$set('value', 1);
    expect(await thing.value).toBe(1);
    expect(await thing.later()).toBe(1);
  });

  it('has its methods as properties', async () => {
    const thing = await py.call<PyRef>('things', 'Thing', [5]);
    expect(await thing.add(2)).toBe(7);
    expect(await thing.add(1, kwargs({ times: 3 }))).toBe(10);
    expect(await thing.value.bit_length()).toBe(4);
    expect(await thing.later()).toBe(10);
  });

  it('can be awaited, printed and compared without being mistaken for a promise', async () => {
    const thing = await py.call<PyRef>('things', 'Thing');
    expect(await (async () => thing)()).toBe(thing);
    expect((thing as { then?: unknown }).then).toBeUndefined();
    expect(() => JSON.stringify({ thing })).toThrow(
      'PyRef <things.Thing> cannot be written as JSON: write await object.$js()',
    );
    expect(`${thing}`).toBe('<things.Thing>');
  });

  it('goes back as the very object', async () => {
    const thing = await py.call<PyRef>('things', 'Thing');
    expect(await thing.same(thing)).toBe(true);
    expect(await thing.same(await thing.me())).toBe(true);
    expect(await py.call('things', 'Thing.same', [thing, thing])).toBe(true);
  });

  it('is iterated', async () => {
    const thing = await py.call<PyRef>('things', 'Thing', [40]);
    const items: unknown[] = [];
    for await (const item of thing) items.push(item);
    expect(items).toEqual(Array.from({ length: 40 }, (_, i) => i));
    const plain = await py.eval<PyRef>('object()');
    expect(
      await rejection(
        (async () => {
          for await (const _ of plain);
        })(),
      ),
    ).toMatchObject({ type: 'TypeError' });
  });

  it('lets its object go when disposed of, and refuses to be used then', async () => {
    await py.exec(
      'import gc\nclass Here:\n    alive = 0\n    def __init__(self): Here.alive += 1\n    def __del__(self): Here.alive -= 1',
    );
    {
      await using here = await py.eval<PyRef>('Here()');
      expect(String(here)).toBe('<__main__.Here>');
      expect(await py.eval('Here.alive')).toBe(1);
    }
    await eventually(() => py.eval<boolean>('Here.alive == 0'), 'the object is gone');
    const gone = await py.eval<PyRef>('Here()');
    await gone[Symbol.asyncDispose]();
    await gone[Symbol.asyncDispose]();
    for (const use of [gone.x(), gone.x, gone.$set('x', 1), py.call('builtins', 'repr', [gone])]) {
      expect(await rejection(use)).toBeInstanceOf(ClosedError);
    }
  });

  it('tells in the stack of an error who has called', async () => {
    const thing = await py.call<PyRef>('things', 'Thing');
    const ways = [
      async function calling() {
        await thing.$get('nothing').$call();
      },
      async function callingDirectly() {
        await thing.nothing();
      },
      async function reading() {
        await thing.nothing;
      },
    ];
    for (const way of ways) expect((await rejection(way())).stack).toMatch(new RegExp(` ${way.name} `));
  });

  it('is an error for the wrong names', async () => {
    const thing = await py.call<PyRef>('things', 'Thing');
    expect(await rejection(thing.$get(''))).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    expect(await rejection(thing.nothing())).toMatchObject({ type: 'AttributeError' });
    expect(await rejection(thing.add(Symbol('x')))).toMatchObject({ path: 'args[0]' });
  });
});

describe('import', () => {
  it('gives a module whose functions can be called', async () => {
    const math = await py.import('math');
    expect(await math.sqrt(16)).toBe(4);
    expect(await math.sqrt.$call([25])).toBe(5);
    expect(await math.$get('pi')).toBe(Math.PI);
    expect(String(math)).toBe('<module math>');
  });

  it('reaches nested modules, classes and keyword arguments', async () => {
    const os = await py.import('os');
    expect(await os.path.join('a', 'b')).toBe('a/b');
    const collections = await py.import('collections');
    const counter = await collections.Counter('aab');
    expect(counter).toEqual({ a: 2, b: 1 });
    const builtins = await py.import('builtins');
    expect(await builtins.sorted([1, 2], kwargs({ reverse: true }))).toEqual([2, 1]);
  });

  it('gives the value of an attribute that is awaited', async () => {
    const [math, sys, os] = await Promise.all([py.import('math'), py.import('sys'), py.import('os')]);
    expect(await math.pi).toBe(Math.PI);
    expect(await sys.version_info.major).toBe(3);
    expect(String(await os.path)).toBe('<module>');
    expect(await rejection((async () => math.nothing)())).toMatchObject({ type: 'AttributeError' });
    const thing = await py.call<PyRef>('things', 'Thing', [5]);
    expect(await thing.value).toBe(5);
    const add = thing.add; // a method of its own
    expect(await add(1)).toBe(6);
  });

  it('is made without waiting by module()', async () => {
    expect(await py.module('math').sqrt(16)).toBe(4);
    expect(await rejection((async () => py.module('no_such_module').f())())).toMatchObject({
      type: 'ModuleNotFoundError',
    });
    expect(() => py.module('')).toThrow(TypeError);
  });

  it('rejects for a module that is not there', async () => {
    expect(await rejection(py.import('no_such_module'))).toMatchObject({ type: 'ModuleNotFoundError' });
  });

  it('sets attributes in every interpreter', async () => {
    await py.defineModule('settings', 'level = 1\ndef get(): return level');
    const settings = await py.import('settings');
    await settings.$set('level', 7);
    expect(await Promise.all(Array.from({ length: 16 }, () => settings.get()))).toEqual(Array(16).fill(7));
  });
});

describe('func', () => {
  it('is a function that was looked up', async () => {
    const sqrt = py.func<[number], number>('math', 'sqrt');
    expect(await sqrt(16)).toBe(4);
    const sorted = py.func('builtins', 'sorted');
    expect(await sorted([1, 2], kwargs({ reverse: true }))).toEqual([2, 1]);
    expect(await sorted.with({ kwargs: { reverse: true } })([1, 2])).toEqual([2, 1]);
    const sleep = py.func<[number], null>('time', 'sleep').with({ timeout: 20 });
    expect(await rejection(sleep(5))).toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT' });
  });
});

describe('converters', () => {
  const open = clientsForTests();

  it('turn results of a type into text, or into what a function makes of them', async () => {
    const one = await open({
      converters: {
        'decimal.Decimal': 'str',
        'datetime.date': 'isoformat',
        'fractions.Fraction': (ref) => ({ ref }),
      },
    });
    expect(await one.eval("[__import__('decimal').Decimal('1.50')]")).toEqual(['1.50']);
    expect(await one.eval("__import__('datetime').date(2024, 2, 3)")).toBe('2024-02-03');
    const { ref } = await one.eval<{ ref: PyRef }>("__import__('fractions').Fraction(1, 3)");
    expect(await ref.denominator).toBe(3);
    expect(isPyRef(await py.eval("__import__('decimal').Decimal('1.50')"))).toBe(true);
  });
});
