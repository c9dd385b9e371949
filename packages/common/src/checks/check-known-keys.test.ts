import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { checkKnownKeys, describeValue } from '../index';

describe('describeValue', () => {
  it.each([
    ['three', "'three'"],
    [3n, '3n'],
    [-0, '-0'],
    [undefined, 'undefined'],
    [{ a: { b: 1 } }, '{ a: [Object] }'],
    [Symbol('s'), 'Symbol(s)'],
  ])('shows %o', (value, text) => {
    expect(describeValue(value)).toBe(text);
  });

  it('stays short and on one line', () => {
    for (const value of [
      'x'.repeat(1000),
      'a\nb',
      Array(1000).fill('y'),
      new Error('two\nlines'),
      () => 'a\nb',
    ]) {
      expect(describeValue(value).length).toBeLessThanOrEqual(81);
      expect(describeValue(value)).not.toContain('\n');
    }
  });

  it('does not throw for a value that does', () => {
    const hostile = {
      [Symbol.for('nodejs.util.inspect.custom')]() {
        throw new Error('no');
      },
    };
    expect(describeValue(hostile)).toBe('[object Object]');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(describeValue(proxy)).toContain('Revoked');
  });
});

describe('checkKnownKeys', () => {
  it('takes known keys, and none', () => {
    checkKnownKeys('options', { a: 1 }, ['a', 'b']);
    checkKnownKeys('options', {}, ['a']);
  });

  it('names an unknown key, its value and the known ones', () => {
    expect(() => checkKnownKeys('options', { colour: 'red' }, ['color', 'size'])).toThrow(
      "Unknown key 'colour' ('red') in options; known are: color, size",
    );
  });

  it('takes objects of other realms, and those without a prototype', () => {
    checkKnownKeys('options', runInNewContext('({ a: 1 })'), ['a']);
    checkKnownKeys('options', Object.assign(Object.create(null), { a: 1 }), ['a']);
  });

  it.each([
    [null],
    [undefined],
    [3],
    ['text'],
    [[]],
    [new Map([['a', 1]])],
    [new Set(['a'])],
    [new (class Options {})()],
    [runInNewContext('new Map()')],
    [() => {}],
  ])('refuses what is no record: %o', (value) => {
    expect(() => checkKnownKeys('options', value, [])).toThrow(/^options must be an object, not /);
    expect(() => checkKnownKeys('options', value, [])).toThrow(TypeError);
  });
});
