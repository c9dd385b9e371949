import { afterEach, describe, expect, it } from 'vitest';
import { ConversionError, isPyloomError } from '../../src';
import { type Mode, minor, modes, setAnswer } from './modes';

async function errorOf(call: () => Promise<unknown>): Promise<Error & { path?: string; code?: string }> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

async function expectRefusal(call: () => Promise<unknown>, path: string | RegExp, reason: RegExp) {
  const error = await errorOf(call);
  expect(error).toBeInstanceOf(ConversionError);
  expect(error).toBeInstanceOf(TypeError);
  expect(isPyloomError(error) && error.code).toBe('ERR_PYLOOM_CONVERSION');
  expect(error.message).toMatch(reason);
  expect(error.message).toContain(`Cannot convert ${error.path}: `);
  expect(error.path).toMatch(path instanceof RegExp ? path : new RegExp(`^${escaped(path)}$`));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function nest(depth: number, wrap: (inner: unknown) => unknown = (inner) => [inner]): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
}

const cyclic: Record<string, unknown> = { rows: [1] };
(cyclic.rows as unknown[]).push({ parent: cyclic });
const cyclicMap = new Map<string, unknown>();
cyclicMap.set('self', new Set([cyclicMap]));

class Point {
  x = 1;
}

/** [name, value, path behind the argument's own, reason] */
const fromJavaScript: readonly (readonly [string, unknown, string, RegExp])[] = [
  ['a symbol', Symbol('s'), '', /Symbol\(s\) is a symbol/],
  ['a symbol inside', { rows: [0, 1, 2, { cb: Symbol.iterator }] }, '.rows[3].cb', /symbol/],
  ['an odd key', { 'a b': { '1x': [Symbol('s')] } }, '["a b"]["1x"][0]', /symbol/],
  ['an instance of a class', [new Point()], '[0]', /an instance of Point/],
  ['a RegExp', /x/, '', /RegExp/],
  ['an Error', new Error('e'), '', /an Error/],
  ['a Promise', Promise.resolve(1), '', /a Promise, which must be awaited first/],
  ['a URL', new URL('http://x'), '', /URL/],
  ['a boxed number', Object(1), '', /Number/],
  ['a boxed string', Object('s'), '', /String/],
  ['a WeakMap', new WeakMap(), '', /WeakMap/],
  ['a generator', (function* () {})(), '', /./],
  ['an invalid Date', { when: new Date(Number.NaN) }, '.when', /the Date is invalid/],
  ['a Date before the year 1', new Date(-62135596800001), '', /outside the years 1 to 9999/],
  ['a Date after the year 9999', [new Date(253402300800000)], '[0]', /outside the years 1 to 9999/],
  ['a cycle', cyclic, '.rows[1].parent', /it contains itself/],
  [
    'a cycle through a Map and a Set',
    cyclicMap,
    ".get('self').item(Map(1) { 'self' => [Set] })",
    /contains itself/,
  ],
  ['513 arrays', nest(513), '[0]'.repeat(512), /nested more than 512 deep/],
  ['513 objects', nest(513, (inner) => ({ o: inner })), '.o'.repeat(512), /nested more than 512 deep/],
  ['a million arrays', nest(1_000_000), '[0]'.repeat(512), /nested more than 512 deep/],
  ['a Map with an Array as key', { m: new Map([[[1, 2], 3]]) }, '.m.key([1, 2])', /unhashable/],
  ['a Set with an object in it', new Set([{}]), '.item({})', /unhashable/],
  ['a Set of Sets', [new Set([new Set([1])])], '[0].item({1})', /unhashable/],
  [
    'keys that are equal in Python',
    new Map<unknown, unknown>([
      [1, 'a'],
      [true, 'b'],
    ]),
    '.key(True)',
    /equals another one/,
  ],
  ['items that are equal in Python', new Set([0, false]), '.item(False)', /equals another one/],
  ['a number and a bigint', new Set([1, 1n]), '.item(1)', /equals another one/],
];

/** [name, source, path behind the result's own, reason] */
const fromPython: readonly (readonly [string, string, string | RegExp, RegExp])[] = [
  ['a cyclic list', 'a = [0]; a.append(a)\na', '[1]', /it contains itself/],
  ['a cyclic dict', 'd = {}; d["x"] = [0, {"y z": d}]\nd', '.x[1]["y z"]', /it contains itself/],
  ['a cycle through a tuple', 'a = []; t = (1, a); a.append(t)\nt', '[1][0]', /it contains itself/],
  ['a cyclic dict with other keys', 'd = {}; d[1] = {"a": d}\nd', '.get(1).a', /it contains itself/],
  [
    'a cyclic OrderedDict',
    'import collections\nd = collections.OrderedDict(); d["a"] = d\nd',
    '.a',
    /it contains itself/,
  ],
  ['513 lists', 'v = "x"\nfor _ in range(513): v = [v]\nv', '[0]'.repeat(512), /nested more than 512 deep/],
  [
    '513 tuples and dicts',
    'v = "x"\nfor _ in range(513): v = {"k": v} if _ % 2 else (v,)\nv',
    /^.*$/,
    /nested more than 512 deep/,
  ],
  [
    '100 000 lists',
    'v = []\nfor _ in range(100000): v = [v]\nv',
    '[0]'.repeat(512),
    /nested more than 512 deep/,
  ],
  [
    'a mapping whose items() are none',
    'class D(dict):\n  def items(self): return [1]\n[{"a": D()}]',
    '[0].a',
    /items\(\) that are no pairs/,
  ],
  [
    'a naive datetime whose instant is none',
    'from datetime import *\n[datetime.min]',
    '[0]',
    /cannot become a Date \(ValueError: year (0|must be in 1\.\.9999, not 0)/,
  ],
];

describe.each(modes)('in $name', (mode: Mode) => {
  // The error state is clean afterwards.
  afterEach(async () => {
    expect(await mode.call('echo_all', [1, 'a'], { b: [2] })).toEqual([[1, 'a'], { b: [2] }]);
    expect(await mode.call('make', ['sys.exc_info()'])).toEqual([null, null, null]);
  });

  describe.each(fromJavaScript)('%s', (_name, value, path, reason) => {
    it('is refused as an argument', async () => {
      await expectRefusal(() => mode.call('echo', [value]), `args[0]${path}`, reason);
      await expectRefusal(() => mode.call('echo_all', [1, 2, value, 3]), `args[2]${path}`, reason);
    });

    it('is refused as a keyword argument', async () => {
      await expectRefusal(() => mode.call('echo_all', [1], { a: 1, k: value }), `kwargs.k${path}`, reason);
    });

    it.skipIf(value instanceof Promise)('is refused as what a JavaScript function returns', async () => {
      setAnswer(value);
      const error = await errorOf(() => mode.call('check_answer', ['True']));
      expect(error.message).toMatch(reason);
      // Refused by the encoder, it is the function's own error; by Python, an exception there.
      expect(['ConversionError', 'PythonError']).toContain(error.name);
      expect(error.message).toContain(`result${path}`);
    });
  });

  describe.each(fromPython)('%s', (_name, source, path, reason) => {
    it('is refused as a result', async () => {
      await expectRefusal(
        () => mode.call('make', [source]),
        path instanceof RegExp ? path : `result${path}`,
        reason,
      );
    });

    it('is refused as an argument of a JavaScript function', async () => {
      const [type, message] = await mode.call('tell_error', [source]);
      expect(type).toBe('pyloom._errors.ConversionError');
      expect(message).toMatch(reason);
      if (typeof path === 'string') expect(message.startsWith(`args[0]${path}: `)).toBe(true);
    });
  });

  it('carries 512 levels, each way and in each place', async () => {
    for (const wrap of [
      (inner: unknown) => [inner],
      (inner: unknown) => ({ k: inner }),
      (inner: unknown) => new Map([[1, inner]]),
    ]) {
      const value = nest(512, wrap);
      expect(await mode.call('echo', [value])).toEqual(value);
      expect(await mode.call('echo_key', [], { key: value })).toEqual(value);
      setAnswer(value);
      expect(await mode.call('make', ['pyloom.call("answer")'])).toEqual(value);
      expect(
        await mode.call('make', ['pyloom.call("hear", pyloom.call("answer"), k=pyloom.call("answer"))']),
      ).toBe(null);
    }
  });

  it('refuses a BigInt that overflows nothing and counts nothing: long arrays at the last level', async () => {
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    const inside = (depth: number) => {
      let value: unknown = numbers;
      for (let i = 1; i < depth; i++) value = [value];
      return value;
    };
    expect(await mode.call('echo', [inside(512)])).toEqual(inside(512));
    await expectRefusal(() => mode.call('echo', [inside(513)]), /^args\[0\]/, /512 deep/);
    const source = (depth: number) => `v = list(range(100))\nfor _ in range(${depth - 1}): v = [v]\nv`;
    expect(await mode.call('make', [source(512)])).toEqual(inside(512));
    await expectRefusal(() => mode.call('make', [source(513)]), /^result/, /512 deep/);
  });

  it('lets the error of a getter through, and of code that a conversion runs in Python', async () => {
    const broken = {
      get a() {
        throw new RangeError('from the getter');
      },
    };
    expect(await errorOf(() => mode.call('echo', [[broken]]))).toMatchObject({
      name: 'RangeError',
      message: 'from the getter',
    });
    const error = await errorOf(() =>
      mode.call('make', ['class D(dict):\n  def items(self): raise OSError("from items")\n[D()]']),
    );
    expect(error).toMatchObject({ name: 'PythonError', type: 'OSError', pythonMessage: 'from items' });
    const moment = await errorOf(() =>
      mode.call('make', [
        'from datetime import *\nclass Z(tzinfo):\n  def utcoffset(self, when): raise LookupError("no zone")\n[datetime(2024, 1, 1, tzinfo=Z())]',
      ]),
    );
    expect(moment).toMatchObject({ type: 'LookupError', pythonMessage: 'no zone' });
  });

  it('refuses what changes while it is converted', async () => {
    const source = `
class Grow(dict):
    def items(self):
        outer.append(1)
        return []
outer = [Grow(), 1]
outer`;
    await expectRefusal(() => mode.call('make', [source]), 'result', /changed its length/);
    const dict = `
class Grow(dict):
    def items(self):
        outer[len(outer)] = 1
        return []
outer = {"a": Grow()}
outer`;
    await expectRefusal(() => mode.call('make', [dict]), 'result', /changed its length/);
  });

  it('counts levels of a shared value once for each path, and takes no repetition for a cycle', async () => {
    const shared = { a: [1] };
    expect(await mode.call('echo', [[shared, shared, { shared }]])).toEqual([shared, shared, { shared }]);
    expect(await mode.call('make', ['s = [1]\n[s, s, {"s": s}]'])).toEqual([[1], [1], { s: [1] }]);
  });
});

describe.skipIf(minor < 11)('what Python reads', () => {
  it.each(modes)('has no bound on the digits of an integer, in $name', async (mode) => {
    const long = 10n ** 6000n;
    expect(await mode.call('check', [long, 'value == 10**6000'])).toBe(true);
    expect(await mode.call('make', ['10**6000'])).toBe(long);
  });
});
