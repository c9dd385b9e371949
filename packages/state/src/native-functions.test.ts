import { decodeValue, encodeValue, tuple, WireEncoder } from '@pyloom/wire';
import { describe, expect, it } from 'vitest';
import { native } from './connection';
import { SharedState } from './index';

const [ok, typeError, , overflowError, fullError] = [0, 1, 2, 3, 4];

/** Calls the functions as a Python thread would: a status, and a value or the text of an error. */
function lend(state: SharedState) {
  const functions = state.nativeFunctions();
  const raw = (name: string, bytes: Uint8Array) => {
    const [status, result] = native.invoke(functions[`state_${name}`], bytes, 1);
    return [status, status === ok ? decodeValue(result) : Buffer.from(result).toString()] as const;
  };
  return { raw, call: (name: string, ...items: unknown[]) => raw(name, encodeValue(items)) };
}

describe('native functions', () => {
  it('are seven', () => {
    expect(Object.keys(new SharedState().nativeFunctions())).toEqual(
      ['get', 'set', 'delete', 'keys', 'clear', 'incr', 'decr'].map((name) => `state_${name}`),
    );
  });

  it('work on the store', () => {
    const state = new SharedState();
    const { call } = lend(state);
    expect(call('get', 'k')).toEqual([ok, null]);
    expect(call('set', 'k', { a: [1, 'x'] })).toEqual([ok, null]);
    expect(state.get('k')).toEqual({ a: [1, 'x'] });
    expect(call('get', 'k')).toEqual([ok, { a: [1, 'x'] }]);
    expect([call('incr', 'n'), call('incr', 'n', 5), call('decr', 'n', 2), call('decr', 'm')]).toEqual([
      [ok, 1],
      [ok, 6],
      [ok, 4],
      [ok, -1],
    ]);
    expect(state.incr('n')).toBe(5);
    expect(call('get', 'n')).toEqual([ok, 5]);
    expect([call('keys', 'n'), call('keys', null)[1]]).toEqual([
      [ok, ['n']],
      expect.arrayContaining(['k', 'n', 'm']),
    ]);
    expect([call('delete', 'k'), call('delete', 'k')]).toEqual([
      [ok, true],
      [ok, false],
    ]);
    expect([call('clear'), call('keys'), state.size]).toEqual([[ok, null], [ok, []], 0]);
  });

  it('take any key, as JavaScript has it', () => {
    const state = new SharedState();
    const { call, raw } = lend(state);
    for (const key of ['', 'a\0b', '😀', '\ud800', 'a\udc00é', 'x'.repeat(1000)]) {
      call('set', key, key);
      expect([state.get(key), call('get', key)]).toEqual([key, [ok, key]]);
    }
    expect((call('keys')[1] as string[]).sort()).toEqual(state.keys().sort());
    // Python may hold the two halves of a character as two: for JavaScript that is the character.
    raw('set', Buffer.from('92c70602eda0bdedb880' + '07', 'hex'));
    expect(state.get('😀')).toBe(7);
  });

  it('keep floats and tuples for Python', () => {
    const state = new SharedState();
    const { raw } = lend(state);
    const float = Buffer.from('92a16bcb3ff0000000000000', 'hex');
    expect(raw('set', float)[0]).toBe(ok);
    const [, stored] = native.invoke(state.nativeFunctions().state_get, encodeValue(['k']), 1);
    expect(Buffer.from(stored).toString('hex')).toBe('cb3ff0000000000000');
    expect(raw('incr', encodeValue(['k']))).toEqual([typeError, "'k' holds no integer; it is unchanged"]);
    raw('set', encodeValue(['t', tuple(1, 2)]));
    expect(state.get('t')).toEqual([1, 2]);
    // JavaScript sees no difference between 1 and 1.0.
    expect(state.compareAndSet('k', 1, 'next')).toBe(true);
  });

  it.each([
    ['get', [], 'expected 1 argument, got 0'],
    ['get', ['a', 'b'], 'expected 1 argument, got 2'],
    ['set', ['a'], 'expected 2 arguments, got 1'],
    ['incr', ['a', 1, 2], 'expected 1 or 2 arguments, got 3'],
    ['clear', [1], 'expected 0 arguments, got 1'],
    ['get', [5], 'a key must be a str'],
    ['get', [['a']], 'a key must be a str'],
    ['set', [['a'], 5], 'a key must be a str'],
    ['keys', [5], 'a key must be a str'],
    ['incr', ['n', 1.5], 'a counter is changed by an int'],
    ['incr', ['n', 'x'], 'a counter is changed by an int'],
    ['incr', ['n', true], 'a counter is changed by an int'],
    ['incr', ['text'], "'text' holds no integer; it is unchanged"],
  ])('%s(...%j) is a TypeError: %s', (name, items, message) => {
    const state = new SharedState();
    state.set('text', 'x');
    expect(lend(state).call(name, ...items)).toEqual([typeError, message]);
    expect(state.keys()).toEqual(['text']);
  });

  it('overflow as JavaScript does', () => {
    const state = new SharedState();
    const { call } = lend(state);
    call('set', 'k', 2n ** 63n - 1n);
    expect(call('incr', 'k')[0]).toBe(overflowError);
    expect(call('incr', 'k', 2n ** 63n)[0]).toBe(overflowError);
    expect(call('incr', 'k', 2n ** 100n)[0]).toBe(overflowError);
    expect(call('decr', 'zero', -(2n ** 63n))).toEqual([
      overflowError,
      "'zero' would be beyond 64 bits; it is unchanged",
    ]);
    expect(state.get('k')).toBe(2n ** 63n - 1n);
  });

  it('say that the store is full', () => {
    const state = new SharedState({ maxEntries: 1, maxBytes: 10 });
    const { call } = lend(state);
    call('set', 'a', 1);
    expect(call('set', 'b', 1)).toEqual([
      fullError,
      'the store is full: it may hold 1 entries; it is unchanged',
    ]);
    expect(call('incr', 'b')[0]).toBe(fullError);
    expect(call('set', 'a', '123456789')).toEqual([
      fullError,
      'the store is full: it may hold 10 bytes; it is unchanged',
    ]);
    expect(state.get('a')).toBe(1);
  });

  it('shorten a long key in an error, between characters', () => {
    const state = new SharedState();
    const key = `${'中'.repeat(100)}`;
    state.set(key, 'text');
    state.set('\ud800x', 'text');
    const { call } = lend(state);
    expect(call('incr', key)[1]).toBe(`'${'中'.repeat(26)}…' holds no integer; it is unchanged`);
    expect(call('incr', '\ud800x')[1]).toBe("'\ufffdx' holds no integer; it is unchanged");
  });

  it('outlive the store object, and work many at once', () => {
    const functions = (() => new SharedState().nativeFunctions())();
    expect(native.invoke(functions.state_incr, encodeValue(['k']), 1000)[1]).toEqual(
      Buffer.from(encodeValue(1000)),
    );
    expect(() => native.invoke({}, encodeValue([]), 1)).toThrow(TypeError);
  });
});

describe('hostile arguments', () => {
  const value = (hex: string) => Buffer.concat([Buffer.from('92a16b', 'hex'), Buffer.from(hex, 'hex')]);
  const nested = (depth: number) => `${'91'.repeat(depth - 1)}90`;

  it.each([
    ['nothing', ''],
    ['no array', '01'],
    ['a cut array', '92'],
    ['a cut key', '91a5ab'],
    ['an endless array', 'ddffffffff'],
    ['a key that is not UTF-8', '91a2c328'],
    ['bytes behind the arguments', '91a16b00'],
    ['bytes behind none', '9001'],
  ])('are refused: %s', (_, hex) => {
    for (const name of ['get', 'set', 'incr', 'clear']) {
      expect(lend(new SharedState()).raw(name, Buffer.from(hex, 'hex'))[0]).toBe(typeError);
    }
  });

  it.each([
    ['nothing', ''],
    ['an unused byte', 'c1'],
    ['a cut text', 'a561'],
    ['a text that is not UTF-8', 'a2c328'],
    ['a cut array', '9201'],
    ['an endless array', 'ddffffffff01'],
    ['a map with a key that is no text', '810102'],
    ['two values', '0102'],
    ['an unknown extension', 'd40c00'],
    ['a mapping with a key alone', 'd40301'],
    ['an empty integer', 'c70001'],
    ['numbers that are cut', 'c703086e0000'],
    ['numbers of a wrong kind', 'd40878'],
    ['a timestamp of odd length', 'd4ff00'],
    ['a timestamp with too many nanoseconds', 'd7ffffffffff00000000'],
    ['a timestamp after the year 9999', 'c70cff000000007fffffffffffffff'],
    ['a view of an unknown format', 'c706057a0100000000'],
    ['a view without a format', 'c70605000100000000'],
    ['a view larger than its bytes', 'c7070562010200000001'],
    ['a view beyond all bounds', `c712056404${'ffffffff'.repeat(4)}`],
    ['a view of nothing with bytes', 'c70b05620200000000ffffffff01'],
    ['a pinned view', 'c70a0662010000000000000000'],
    ['pinned bytes', 'd60700000000'],
    ['a reference', `c70c0a${'00'.repeat(12)}`],
    ['a function', 'd60b00000000'],
    ['a naive time', 'd60f00000001'],
    ['a reference within', `9181a161c70c0a${'00'.repeat(12)}`],
    ['a function in a set', 'c70604d60b00000000'],
    ['513 arrays in one another', nested(513)],
  ])('store nothing: %s', (_, hex) => {
    const state = new SharedState();
    const [status, message] = lend(state).raw('set', value(hex));
    expect([status, state.size]).toEqual([typeError, 0]);
    expect(message).toMatch(/^the value cannot be stored: /);
  });

  it('are taken to a depth of 512', () => {
    const state = new SharedState();
    expect(lend(state).raw('set', value(nested(512)))[0]).toBe(ok);
    expect(() => state.get('k')).not.toThrow();
  });

  it('store nothing that cannot be read, whatever the bytes', () => {
    const state = new SharedState();
    const { raw } = lend(state);
    const samples = [
      { a: [1, 'é', null, 2n ** 70n] },
      new Map<unknown, unknown>([[1, new Set(['\ud800'])]]),
      Float32Array.of(1, 2),
      new Date(1e12 + 1),
      Array.from({ length: 20 }, (_, i) => i / 2),
      [tuple(1, Buffer.of(1)), -5, 1e10, 'x'.repeat(40)],
    ];
    let seed = 1;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return Math.floor((seed / 0x80000000) * below);
    };
    let stored = 0;
    for (let round = 0; round < 20_000; round++) {
      const encoder = new WireEncoder();
      encoder.encode(['k', samples[round % samples.length]], 'value');
      const bytes = encoder.bytes.slice(0, encoder.position);
      for (let i = random(3); i >= 0; i--) bytes[3 + random(bytes.length - 3)] = random(256);
      if (raw('set', bytes)[0] !== ok) continue;
      stored++;
      state.get('k');
    }
    expect(stored).toBeGreaterThan(1000);
  });
});
