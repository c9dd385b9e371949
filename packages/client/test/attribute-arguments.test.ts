import { beforeAll, describe, expect, it } from 'vitest';
import { kwargs, type PyRef, tuple } from '../src/index';
import { clientForFile, rejection } from './support/client';

const py = await clientForFile();
const isolated = py.executionMode === 'subinterp';
/** A module of the standard library that refuses sub-interpreters. */
const refusing = 'readline';

const source = `
import collections, math, operator, types
import _pyloom_core

class Box:
    kind = collections.Counter
    def __init__(self, **fields): self.fields = fields
    def has(self, **fields): return all(self.fields[name] is value for name, value in fields.items())
    def take(self, *values): return [describe(value) for value in values]
    def method(self): pass

def describe(value):
    if isinstance(value, (list, tuple, set)): return [describe(each) for each in value]
    if isinstance(value, dict): return {key: describe(each) for key, each in value.items()}
    return f'{type(value).__name__} {getattr(value, "__qualname__", None) or getattr(value, "__name__", value)}'
def named(**values): return describe(values)
def several(*values): return describe(values)
async def later(*values): return describe(values)
def each(*values): yield from describe(values)
def where(*values): return _pyloom_core.interpreter_id()
def ask(name):
    import pyloom
    return describe(pyloom.call(name))
`;

beforeAll(async () => {
  await py.defineModule('taking', source);
  await py.defineModule('taking_at_home', `import ${refusing}\n${source}`);
});

async function collect(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('an attribute that was not awaited', () => {
  const math = py.module('math');
  const os = py.module('os');
  const sqrt = 'builtin_function_or_method sqrt';

  it('is, as an argument, what it stands for', async () => {
    const taking = await py.import('taking');
    const types = py.module('builtins');
    expect(await taking.several(math.sqrt, math.pi)).toEqual([sqrt, `float ${Math.PI}`]);
    expect(await taking.named(kwargs({ dtype: types.float, path: os.path }))).toEqual({
      dtype: 'type float',
      path: 'module posixpath',
    });
    expect(await taking.several(os.path.join, taking.Box.method)).toEqual([
      'function join',
      'function Box.method',
    ]);
    expect(await (await taking.Box(kwargs({ f: math.sqrt }))).has(kwargs({ f: math.sqrt }))).toBe(true);
  });

  it('is so at any depth, however the call is made', async () => {
    const deep = { a: [math.sqrt, new Map([['k', tuple(math.sqrt)]])] };
    const expected = { a: [sqrt, { k: [sqrt] }] };
    expect(await py.call('taking', 'several', [deep])).toEqual([expected]);
    expect(await py.call('taking', 'named', [], { kwargs: { deep } })).toEqual({ deep: expected });
    expect(await py.call('taking', 'later', [deep])).toEqual([expected]);
    expect(await py.func('taking', 'several')(deep, kwargs({}))).toEqual([expected]);
    expect(py.callSync('taking', 'several', [deep])).toEqual([expected]);
    expect(py.func('taking', 'several').sync(math.sqrt)).toEqual([sqrt]);
    expect(await py.parallel([['taking', 'several', [deep]]])).toEqual([
      { status: 'fulfilled', value: [expected] },
    ]);
    expect(await collect(py.stream('taking', 'each', [deep]))).toEqual([expected]);
    expect(await py.eval('f(4)', { f: math.sqrt })).toBe(2);
    expect(py.evalSync('f(4)', { f: math.sqrt })).toBe(2);
    expect(await collect(py.streamEval('map(f, [4])', { f: math.sqrt }))).toEqual([2]);
    expect(await py.call('builtins', 'list', [await py.eval('map(f, [4])', { f: math.sqrt })])).toEqual([2]);
    await using context = await py.context();
    expect(await context.call('taking', 'several', [deep])).toEqual([expected]);
    py.registerFunction('root', () => math.sqrt);
    expect(await py.call('taking', 'ask', ['root'])).toBe(sqrt);
  });

  it('may be of a reference, and is found where that is', async () => {
    for (const box of [
      await py.call<PyRef>('taking', 'Box'),
      await py.eval<PyRef>('__import__("taking").Box()'),
    ]) {
      expect(await box.take(box.method, box.kind)).toEqual(['method Box.method', 'type Counter']);
      expect(await py.call('taking', 'several', [[box.kind.most_common]])).toEqual([
        ['function Counter.most_common'],
      ]);
    }
    const gone = await py.call<PyRef>('taking', 'Box');
    await gone[Symbol.asyncDispose]();
    expect(await rejection(py.call('taking', 'several', [gone.method]))).toMatchObject({
      code: 'ERR_PYLOOM_CLOSED',
    });
  });

  it('may be a module itself', async () => {
    expect(await py.call('taking', 'several', [math, [os]])).toEqual(['module math', ['module os']]);
    expect(await py.eval('m.sqrt(4)', { m: await py.import('math') })).toBe(2);
    const module = await py.eval<PyRef>('math', { math });
    expect(await module.sqrt(4)).toBe(2);
    expect(await py.call('operator', 'is_', [module, math])).toBe(true);
  });

  it('can be set, and is the same object then', async () => {
    const target = await py.import('taking');
    await target.$set('borrowed', math.sqrt);
    expect(await target.borrowed(4)).toBe(2);
    const box = await py.eval<PyRef>('__import__("taking").Box()');
    await target.$set('kept', box);
    expect(await py.call('operator', 'is_', [box, await target.kept])).toBe(true);
    await target.$set('shelf', { boxes: [box, new Map([['f', math.sqrt]])] });
    expect(
      await py.eval('m.shelf["boxes"][0] is b and m.shelf["boxes"][1]["f"](4)', { m: target, b: box }),
    ).toBe(2);
    await box.$set('root', math.sqrt);
    expect(await box.root(4)).toBe(2);
  });

  it('that is not there is what Python says, and changes nothing for the next call', async () => {
    const nowhere = py.module('no_such_module').f;
    const taking = await py.import('taking');
    for (const attempt of [
      () => py.call('taking', 'several', [[math.nothing]]),
      () => py.eval('a', { a: math.nothing }),
      () => taking.several(math.nothing),
    ]) {
      expect(await rejection(attempt())).toMatchObject({ type: 'AttributeError' });
    }
    expect(await rejection(py.call('taking', 'later', [nowhere]))).toMatchObject({
      type: 'ModuleNotFoundError',
    });
    expect(() => py.callSync('taking', 'several', [nowhere])).toThrow(/No module named/);
    expect(await py.call('taking', 'several', [1])).toEqual(['int 1']);
  });
});

describe.runIf(isolated)('an attribute of a module that refuses sub-interpreters', () => {
  const length = py.module(refusing).get_history_length;
  const own = py.module('taking_at_home').describe;

  it('takes the call home, which otherwise runs where it would', async () => {
    expect(await py.call('taking', 'where', [length])).toBe(0);
    expect(await py.call('taking', 'where', [[own]])).toBe(0);
    expect(await py.call('taking', 'where', [length])).toBe(0);
    expect(await py.call('taking', 'later', [length])).toEqual([
      'builtin_function_or_method get_history_length',
    ]);
    expect(await collect(py.stream('taking', 'each', [own]))).toEqual(['function describe']);
    expect(await py.call('taking', 'where', [py.module('math').sqrt])).toBeGreaterThan(0);
    expect(py.stats().homeModules).toContain(refusing);
    expect(py.stats().homeModules).not.toContain('taking');
  });

  it('is refused where the call cannot go home, whether that is known of the module or not', async () => {
    const lane = await py.call<PyRef>('taking', 'Box');
    await using context = await py.context();
    for (const module of ['fresh_1', 'fresh_2', 'fresh_3']) {
      await py.defineModule(module, `import ${refusing}\ndef f(): pass`);
    }
    for (const [attempt, path] of [
      [() => lane.take(1, [py.module('fresh_1').f]), 'args[1][0]'],
      [() => lane.take(py.module('fresh_1')), 'args[0]'],
      [() => context.call('taking', 'several', [py.module('fresh_2').f]), 'args[0]'],
      [() => context.eval('a', { a: py.module('fresh_2').f }), 'locals.a'],
      [() => py.call('taking', 'several', [lane, py.module('fresh_3').f]), 'args[1]'],
      [() => py.call('taking', 'several', [py.module('fresh_3').f, lane]), 'args[1]'],
    ] as const) {
      const error = await rejection(attempt());
      expect(error).toMatchObject({ code: 'ERR_PYLOOM_CONVERSION', path });
      expect(error.message).toContain('main interpreter');
    }
    expect(await lane.take(1)).toEqual(['int 1']);
  });

  it('is an error in Python where a host function returns it to a lane', async () => {
    await py.defineModule('fresh_4', `import ${refusing}\ndef f(): pass`);
    py.registerFunction('refused', () => py.module('fresh_4').f);
    expect(await rejection(py.call('taking', 'ask', ['refused']))).toMatchObject({
      type: 'ConversionError',
      message: expect.stringContaining('fresh_4 refuses sub-interpreters'),
    });
    expect(py.stats().homeModules).not.toContain('taking');
  });
});
