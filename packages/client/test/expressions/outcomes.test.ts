import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPython, kwargs, type PyRef } from '../../src/index';
import { clientForFile, modeOfRun, rejection } from '../support/client';
import { defineThings } from './things';

const py = await clientForFile();
beforeAll(() => defineThings(py));
const things = py.module('things');
beforeEach(() => things.forget());

describe('an error', () => {
  it('says at which step of the expression it arose', async () => {
    const error = await rejection(things.Thing(1).me().itms().$item(0));
    expect(error).toMatchObject({ type: 'AttributeError', step: 'things.Thing(1).me().itms()' });
    expect(error.message).toMatch(/ \(at things\.Thing\(1\)\.me\(\)\.itms\(\)\)$/);
    expect((await rejection(things.Thing(1).items().$item(5))).step).toBe('things.Thing(1).items()[5]');
    expect((await rejection(things.take(things.Thing(1).fail()))).step).toBe('things.Thing(1).fail()');
    expect((await rejection((await things.Thing(1)).fail())).step).toBeUndefined();
    const caught = await rejection(
      things
        .Thing(1)
        .me()
        .catch(() => {}),
    );
    expect(caught.message).toContain('Promise.resolve(expression).catch(…)');
  });

  it('ends what hangs on it, and nothing else', async () => {
    const thing = things.Thing(1);
    const outcomes = await Promise.allSettled([
      thing.fail(),
      thing.add(1),
      thing.late_failure(),
      thing.later(),
      thing.fail('x').me(),
      things.take(thing.nothing),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
  });

  it('of a value that cannot be sent names the place', async () => {
    const thing = await things.Thing(1);
    expect(await rejection(thing.me().take([Symbol('x')]))).toMatchObject({ path: 'args[0][0]' });
    expect(await rejection(thing.me().take(kwargs({ a: Symbol('x') })))).toMatchObject({ path: 'kwargs.a' });
    expect(await rejection(thing.me().$item(Symbol('x')))).toMatchObject({ path: 'key' });
    expect(await rejection(py.call('things', 'take', [thing.me()]))).toMatchObject({
      code: 'ERR_PYLOOM_CONVERSION',
      path: 'args[0]',
      message: expect.stringContaining('await it first'),
    });
  });

  it('tells in its stack who has asked', async () => {
    const thing = await things.Thing(1);
    async function asking() {
      await thing.me().fail();
    }
    async function askingForTwo() {
      const same = thing.me();
      await Promise.all([same.fail(), same.add(1)]);
    }
    for (const ask of [asking, askingForTwo]) {
      expect((await rejection(ask())).stack).toMatch(new RegExp(` ${ask.name} `));
    }
  });
});

describe('a result that stays in Python', () => {
  it('is what .$ref gives', async () => {
    const items = await things.Thing(1).items().$ref;
    expect(String(items)).toBe('<list>');
    expect(await items.$js()).toEqual([1, 2, 3]);
    const thing = await things.Thing(1);
    const [value, reference] = await Promise.all([thing.value, thing.value.$ref]);
    expect(value).toBe(1);
    expect((reference as PyRef).$type).toBe('int');
    expect(await py.module('math').pi.$ref.then((pi: PyRef) => pi.$js())).toBe(Math.PI);
    expect(String(await py.module('math').$ref)).toBe('<module>');
  });

  it("is what { as: 'ref' } gives, for every way of calling that has options", async () => {
    await using context = await py.context();
    const ways: [string, () => PromiseLike<PyRef>][] = [
      ['call', () => py.call('builtins', 'sorted', [[2, 1]], { as: 'ref' })],
      ['call of a coroutine', () => py.call('asyncio', 'sleep', [0, [1, 2]], { as: 'ref' })],
      ['eval', () => py.eval('[1, x]', { x: 2 }, { as: 'ref' })],
      ['func', () => py.func<[number[]], PyRef>('builtins', 'sorted').with({ as: 'ref' })([2, 1])],
      ['a call of a context', () => context.call('builtins', 'sorted', [[2, 1]], { as: 'ref' })],
      ['eval of a context', () => context.eval('[1, 2]', {}, { as: 'ref' })],
      ['$call', () => py.module('builtins').sorted.$call([[2, 1]], { as: 'ref' })],
      ['$with', () => py.module('builtins').sorted([2, 1]).$with({ as: 'ref' })],
    ];
    for (const [way, call] of ways) {
      const list = await call();
      expect(String(list), way).toBe('<list>');
      await list.append(3);
      expect(await list.$js(), way).toEqual([1, 2, 3]);
    }
    expect(await rejection(py.call('math', 'sqrt', [4], { as: 'it' as never }))).toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
    });
  });

  it('comes as a whole by $js(), where it has values', async () => {
    await py.exec(`
import collections, dataclasses, enum, decimal
@dataclasses.dataclass
class Point:
    x: int
    y: object
class Level(enum.Enum): low = 'l'
class Bag(dict):
    def more(self): pass
`);
    const js = async (expression: string) => (await py.eval<PyRef>(expression, {}, { as: 'ref' })).$js();
    expect(await js('Bag(a=Point(1, Level.low))')).toEqual({ a: { x: 1, y: 'l' } });
    expect(await js('collections.deque([Bag(b=1)])')).toEqual([{ b: 1 }]);
    expect(await js('iter([1, 2])')).toEqual([1, 2]);
    expect(await js('collections.Counter([(1, (2, 3))])')).toEqual(new Map([[[1, [2, 3]], 1]]));
    expect(await rejection(js('decimal.Decimal(1)'))).toMatchObject({ type: 'TypeError' });
  });
});

describe('limits', () => {
  it('bound an expression', async () => {
    const thing = await things.Thing(1);
    for (const slow of [
      () => thing.later(20).$with({ timeout: 20 }),
      () => thing.later.$call([20], { timeout: 20 }),
      () => thing.me().later(20).$with({ timeout: 20 }),
    ]) {
      expect(await rejection(slow())).toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT' });
    }
    expect(await thing.$with({ timeout: 5000 }).me().value).toBe(1);
    const reason = new Error('enough');
    expect(await rejection(thing.later(20).$with({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(await rejection(thing.$with({ timeout: 0 }))).toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
    });
  });
});

describe('in a context', () => {
  it('an expression is evaluated on its lane', async () => {
    await using context = await py.context();
    await context.exec('class Here:\n    def me(self): return self\n    n = [1, 2]');
    const here = context.module('__main__');
    expect(await here.Here().me().n.$item(1)).toBe(2);
    const decimal = await context.import('decimal');
    expect(await decimal.Decimal('1.5').$op('+', decimal.Decimal(1)).$str()).toBe('2.5');
    expect(await rejection(here.Here().me().$op('==', things.Thing(1)))).toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
      message: expect.stringContaining('__main__ and things'),
    });
  });
});

describe('closing the client', () => {
  it('lets calls end that were made in the same turn', async () => {
    const other = await createPython(modeOfRun);
    const heard: unknown[] = [];
    other.registerFunction('hear', (word: unknown) => heard.push(word));
    await other.defineModule('telling', 'import pyloom\ndef tell(word): return pyloom.call("hear", word)');
    other.module('telling').tell('bye');
    await other.close();
    expect(heard).toEqual(['bye']);
  });
});

describe('closing another client', () => {
  it('takes nothing of an expression away that goes on in the same turn', async () => {
    const other = await createPython(modeOfRun);
    const [upper] = await Promise.all([py.module('builtins').str('a').upper, other.close()]);
    expect(await (upper as PyRef)()).toBe('A');
  });
});

describe('closing a context', () => {
  it('lets calls end that were made in the same turn', async () => {
    const heard: unknown[] = [];
    py.registerFunction('hear_context', (word: unknown) => heard.push(word));
    const context = await py.context();
    await context.exec('import pyloom\ndef tell(word): return pyloom.call("hear_context", word)');
    context.module<PyRef>('__main__').tell('bye');
    await context.close();
    py.unregisterFunction('hear_context');
    expect(heard).toEqual(['bye']);
  });
});

describe('a host function', () => {
  it('may return an expression', async () => {
    const thing = await things.Thing(3);
    py.registerFunction('evaluated', () => thing.me().value);
    expect(await py.eval('__import__("pyloom").call("evaluated")')).toBe(3);
  });
});
