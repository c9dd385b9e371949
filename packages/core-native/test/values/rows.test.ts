import { describe, expect, it } from 'vitest';
import { referenceSymbol } from '../../src/values/reference';
import { javascriptRows } from './javascript-rows';
import { lastHeard, minor, modes, setAnswer } from './modes';
import { objects, pythonRows } from './python-rows';
import { expectSame } from './same';

describe.each(modes)('in $name', (mode) => {
  describe.each(javascriptRows)('$name', ({ value, python, ...row }) => {
    const back = 'back' in row ? row.back : value;

    it('is an argument', async () => {
      expect(await mode.call('check', [value, python])).toBe(true);
      expect(await mode.call('check', [[{ a: value }], python.replaceAll('value', 'value[0]["a"]')])).toBe(
        true,
      );
    });

    it('comes back', async () => {
      expectSame(await mode.call('echo', [value]), back);
      expectSame(await mode.call('echo', [{ a: [value] }]), { a: [back] });
    });

    it('is a keyword argument', async () => {
      expect(await mode.call('check_key', [python], { key: value })).toBe(true);
      expectSame(await mode.call('echo_key', [], { key: value }), back);
    });

    it('is what a JavaScript function returns', async () => {
      setAnswer(value);
      expect(await mode.call('check_answer', [python])).toBe(true);
    });
  });

  describe.each(pythonRows)('from Python: $name', ({ source, value }) => {
    it('is a result', async () => {
      expectSame(await mode.call('make', [source]), value);
    });

    it('is an argument of a JavaScript function', async () => {
      await mode.call('tell', [source]);
      expectSame(lastHeard(), value);
      await mode.call('tell_key', [source]);
      expectSame(lastHeard(), { key: value });
    });
  });

  it.each(Object.entries(objects))('hands over a reference to %j, a %s', async (source, type) => {
    const result = await mode.call('make', [source]);
    expect(result[referenceSymbol].typeName).toMatch(type);
    await mode.call('tell', [source]);
    const argument = lastHeard() as typeof result;
    expect(argument[referenceSymbol].typeName).toMatch(type);
    expect(await mode.call('check', [argument, 'value is not None'])).toBe(true);
    for (const each of [result, argument]) each[referenceSymbol].release();
  });

  // No ctypes in sub-interpreters of 3.12.
  it.skipIf(minor === 12 && mode.name === 'a work lane')(
    'hands over a reference to an array in foreign byte order',
    async () => {
      const result = await mode.call('make', ['import ctypes\n(ctypes.c_uint16.__ctype_be__ * 2)(1, 2)']);
      expect(result[referenceSymbol].typeName).toMatch(/Array_2$/);
      const native = await mode.call('make', ['import ctypes\n(ctypes.c_uint16 * 2)(1, 2)']);
      expect(native).toStrictEqual(new Uint16Array([1, 2]));
    },
  );

  it('leaves prototypes alone', async () => {
    const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'then'];
    const value = JSON.parse(`{${keys.map((key) => `"${key}": {"polluted": true}`).join(',')}}`);
    const result = await mode.call('echo', [value]);
    expect(Object.keys(result)).toEqual(keys);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(result, value);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expectSame(await mode.call('echo_all', [], value), [[], value]);
  });

  it('passes positional and keyword arguments in one call, without those that are undefined', async () => {
    expect(await mode.call('echo_all', [1, undefined], { a: 2, b: undefined, ä: [3] })).toEqual([
      [1, null],
      { a: 2, ä: [3] },
    ]);
  });

  it('hands a function over as a callable, which comes back as the function', async () => {
    const add = (a: number, b: number) => a + b;
    expect(await mode.call('check', [add, 'callable(value) and value(2, 3) == 5'])).toBe(true);
    expect(await mode.call('echo', [[add]])).toEqual([add]);
  });
});
