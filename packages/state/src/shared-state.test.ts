import { describe, expect, it } from 'vitest';
import { refusal } from '../test/support/refusal';
import { ConversionError, isPyloomError, NdArray, SharedState, StateFullError } from './index';

const odd = ['', '\0', 'a\0b', '😀', '\ud800', 'a\udc00', '__proto__', 'constructor', 'é', '中文', ' '];
const long = [
  'x'.repeat(40),
  'x'.repeat(41),
  'x'.repeat(100_000),
  '😀'.repeat(10_000),
  `${'x'.repeat(50)}\ud800`,
];
const keys = [...odd, ...long];

describe('values', () => {
  it('are undefined where there is none', () => {
    const state = new SharedState();
    expect(state.get('k')).toBeUndefined();
    expect(state.has('k')).toBe(false);
    expect(state.delete('k')).toBe(false);
    expect(state.size).toBe(0);
  });

  it.each([
    ['null', null],
    ['true', true],
    ['an integer', -5],
    ['a float', 0.1],
    ['-0', -0],
    ['NaN', Number.NaN],
    ['a large integer', 2n ** 63n],
    ['a huge integer', -(2n ** 100n)],
    ['text', 'naïve 😀'],
    ['an array', [1, [2, 'x']]],
    ['an object', { a: { b: [null] } }],
    [
      'a Map',
      new Map<unknown, unknown>([
        [1, 'one'],
        ['k', new Set([1])],
      ]),
    ],
    ['a Date', new Date(1.7e12)],
    ['a Buffer', Buffer.from('b')],
    ['a typed array', Float32Array.of(1.5)],
    ['an array of more dimensions', new NdArray(Int8Array.of(1, 2), [2, 1])],
    ['much text', 'x'.repeat(1e6)],
    ['what just fits the scratch', 'x'.repeat(16 * 1024 - 3)],
    ['many numbers', Array.from({ length: 5000 }, (_, i) => i)],
  ])('come back as they were: %s', (_, value) => {
    const state = new SharedState();
    state.set('k', value);
    expect(state.get('k')).toStrictEqual(value);
  });

  it('are null for undefined', () => {
    const state = new SharedState();
    state.set('k', undefined);
    state.set('o', { a: undefined });
    expect([state.get('k'), state.has('k'), state.get('o')]).toEqual([null, true, { a: null }]);
  });

  it('are copies', () => {
    const state = new SharedState();
    const value = { list: [1], bytes: Buffer.of(1) };
    state.set('k', value);
    value.list.push(2);
    const read = state.get<typeof value>('k') as typeof value;
    read.list.push(3);
    read.bytes[0] = 9;
    expect(state.get('k')).toEqual({ list: [1], bytes: Buffer.of(1) });
  });

  it('replace one another and go away', () => {
    const state = new SharedState();
    state.set('k', { a: 1 });
    state.set('k', 'text');
    expect([state.get('k'), state.size]).toEqual(['text', 1]);
    expect([state.delete('k'), state.get('k'), state.size]).toEqual([true, undefined, 0]);
  });

  it.each([
    [() => {}, 'value'],
    [{ rows: [0, { cb() {} }] }, 'value.rows[1].cb'],
    [[Symbol('s')], 'value[0]'],
    [{ when: new Date(Number.NaN) }, 'value.when'],
  ])('are refused when they are no plain data: %o', (value, path) => {
    const state = new SharedState();
    state.set('k', 1);
    const error = refusal(state, 'k', () => state.set('k', value));
    expect(error).toBeInstanceOf(ConversionError);
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_CONVERSION', path });
    state.set('k', 'works again');
  });

  it('may be set by the getter of another value', () => {
    const state = new SharedState();
    state.set('outer', {
      get inner() {
        state.set('inner', ['x'.repeat(20_000)]);
        return state.incr('count');
      },
    });
    expect(state.get('outer')).toEqual({ inner: 1 });
    expect(state.get('inner')).toEqual(['x'.repeat(20_000)]);
  });
});

describe('keys', () => {
  it.each(keys.map((key) => [JSON.stringify(key).slice(0, 30), key]))('may be any text: %s', (_, key) => {
    const state = new SharedState();
    state.set(key, key);
    state.set(`${key}!`, 1);
    expect([state.get(key), state.has(key), state.keys(key).length]).toEqual([key, true, 2]);
    expect(state.compareAndSet(key, key, 0)).toBe(true);
    expect(state.incr(key)).toBe(1);
    expect([state.delete(key), state.has(key), state.keys()]).toEqual([true, false, [`${key}!`]]);
  });

  it('are listed, all or by a prefix', () => {
    const state = new SharedState();
    for (const key of keys) state.set(key, 1);
    expect(state.keys().sort()).toEqual([...keys].sort());
    for (const prefix of ['', 'a', 'x', '😀', '\ud83d', '\ud800', 'none', '__']) {
      expect(state.keys(prefix).sort()).toEqual(keys.filter((key) => key.startsWith(prefix)).sort());
    }
    expect(state.size).toBe(keys.length);
  });

  it('are listed when there are many', () => {
    const state = new SharedState();
    for (let i = 0; i < 70_000; i++) state.set(`key ${i}`, i);
    expect(new Set(state.keys()).size).toBe(70_000);
    state.clear();
    expect([state.size, state.keys(), state.get('key 1')]).toEqual([0, [], undefined]);
  });

  it.each([5, null, undefined, Symbol('s'), {}, ['k']])('must be strings, not %o', (key) => {
    const state = new SharedState();
    const wrong = key as never;
    const uses = [
      () => state.get(wrong),
      () => state.set(wrong, 1),
      () => state.has(wrong),
      () => state.delete(wrong),
      () => state.incr(wrong),
      () => state.decr(wrong),
      () => state.compareAndSet(wrong, 1, 2),
    ];
    for (const use of uses) {
      expect(use).toThrow(TypeError);
      expect(use).toThrow(expect.objectContaining({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' }));
    }
  });

  it('have prefixes that are strings', () => {
    expect(() => new SharedState().keys(5 as never)).toThrow(/prefix must be a string, not 5/);
  });
});

describe('compareAndSet', () => {
  it('sets only while the value is as expected', () => {
    const state = new SharedState();
    expect(state.compareAndSet('k', undefined, { a: 1 })).toBe(true);
    expect(state.compareAndSet('k', undefined, 'other')).toBe(false);
    expect(state.compareAndSet('k', { a: 2 }, 'other')).toBe(false);
    expect(state.compareAndSet('missing', null, 'other')).toBe(false);
    expect(state.get('k')).toEqual({ a: 1 });
    expect(state.compareAndSet('k', { a: 1 }, 5)).toBe(true);
    expect(state.compareAndSet('k', 5, undefined)).toBe(true);
    expect(state.compareAndSet('k', null, 'end')).toBe(true);
    expect([state.get('k'), state.has('missing')]).toEqual(['end', false]);
  });

  it.each([
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [
      new Map([
        [1, 'a'],
        [2, 'b'],
      ]),
      new Map([
        [2, 'b'],
        [1, 'a'],
      ]),
      true,
    ],
    [new Set([1, 2]), new Set([2, 1]), true],
    [{ a: undefined }, { a: null }, true],
    [Buffer.of(1), Uint8Array.of(1), true],
    [Number.NaN, Number.NaN, true],
    [0, -0, false],
    [1, 1n, true],
    [[1, 2], [1, '2'], false],
    [{ a: 1 }, new Map([['a', 1]]), false],
  ])('compares by content: %o and %o', (value, expected, same) => {
    const state = new SharedState();
    state.set('k', value);
    expect(state.compareAndSet('k', expected, 'next')).toBe(same);
    expect(state.get('k') === 'next').toBe(same);
  });

  it('names which value cannot be compared or set', () => {
    const state = new SharedState();
    expect(() => state.compareAndSet('k', [() => {}], 1)).toThrow(/expected\[0\]/);
    expect(() => state.compareAndSet('k', 1, { f() {} })).toThrow(/next\.f/);
    expect(state.size).toBe(0);
  });
});

describe('limits', () => {
  it('refuse a further key, and leave the store as it was', () => {
    const state = new SharedState({ maxEntries: 2 });
    state.set('a', 1);
    state.incr('b');
    for (const task of [
      () => state.set('c', 1),
      () => state.incr('c'),
      () => state.compareAndSet('c', undefined, 1),
    ]) {
      const error = refusal(state, 'c', task);
      expect(error).toBeInstanceOf(StateFullError);
      expect(error).toMatchObject({
        name: 'StateFullError',
        code: 'ERR_PYLOOM_STATE_FULL',
        message: expect.stringContaining('2 entries'),
      });
      expect(isPyloomError(error)).toBe(true);
    }
    state.set('a', 'overwritten');
    expect(state.incr('b')).toBe(2);
    state.delete('a');
    state.set('c', 1);
    expect(state.keys().sort()).toEqual(['b', 'c']);
  });

  it('count the bytes of keys and encoded values', () => {
    // 'é' has 2 bytes as UTF-8, a text of 7 has 8 bytes encoded.
    const state = new SharedState({ maxBytes: 10 });
    state.set('é', '1234567');
    expect(refusal(state, 'é', () => state.set('é', '12345678'))).toBeInstanceOf(StateFullError);
    expect(refusal(state, 'k', () => state.set('k', 1))).toMatchObject({
      message: expect.stringContaining('10 bytes'),
    });
    state.set('é', '12345');
    state.set('k', 1);
    expect(refusal(state, 'k', () => state.set('k', 128))).toBeInstanceOf(StateFullError);
    expect(refusal(state, 'k', () => state.incr('k', 127))).toBeInstanceOf(StateFullError);
    expect(state.incr('k', 126)).toBe(127);
    expect(refusal(state, 'k', () => state.compareAndSet('k', 127, 'ab'))).toBeInstanceOf(StateFullError);
  });

  it('are free again after delete() and clear()', () => {
    const state = new SharedState({ maxEntries: 3, maxBytes: 30 });
    for (let round = 0; round < 5; round++) {
      for (const key of ['a', 'b', 'c']) state.set(key, '12345678');
      expect(() => state.set('a', '123456789')).toThrow(StateFullError);
      expect(() => state.set('d', 1)).toThrow(StateFullError);
      if (round % 2) state.clear();
      else for (const key of state.keys()) state.delete(key);
    }
  });
});
