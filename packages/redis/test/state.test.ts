import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisServer } from '../../../testing/redis-server.ts';
import { ConversionError, RedisState, StateFullError } from '../src';
import { connect, libraryNames, type TestClient } from './support/clients';

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.stop());

describe.each(libraryNames)('RedisState over %s', (library) => {
  let own: TestClient;
  let state: RedisState;
  beforeAll(async () => {
    own = await connect(library, server.url);
  });
  afterAll(() => own.close());
  beforeEach(async () => {
    state = new RedisState({ client: own.client, prefix: `test of ${library}` });
    await state.clear();
  });

  it.each([
    ['nothing', null, null],
    ['undefined, as null', undefined, null],
    ['a boolean', true, true],
    ['an integer', 42, 42],
    ['a fraction', 0.5, 0.5],
    ['the negative zero', -0, -0],
    ['what is no number', Number.NaN, Number.NaN],
    ['a bigint of 64 bits', -(2n ** 63n), -(2n ** 63n)],
    ['a bigint of more', 2n ** 100n, 2n ** 100n],
    ['digits', '42', '42'],
    ['a text', 'Grüße 😀 \0', 'Grüße 😀 \0'],
    ['half of a pair', '\ud800', '\ud800'],
    ['bytes', Buffer.from([0xc1, 0, 255]), Buffer.from([0xc1, 0, 255])],
    [
      'nested data',
      { a: [1, { b: new Map([[1, 'x']]) }], s: new Set([1]) },
      { a: [1, { b: new Map([[1, 'x']]) }], s: new Set([1]) },
    ],
    ['a date', new Date(5), new Date(5)],
    ['typed arrays', new Float64Array([1, 2]), new Float64Array([1, 2])],
  ])('keeps %s', async (_what, value, kept) => {
    await state.set('key', value);
    expect(await state.get('key')).toStrictEqual(kept);
  });

  it('knows keys of any characters, and lists those that begin with a text', async () => {
    const keys = ['a:1', 'a:2', 'b', 'ä*?[]\\^-', '😀', ''];
    for (const key of keys) await state.set(key, key);
    expect((await state.keys()).sort()).toEqual([...keys].sort());
    expect((await state.keys('a:')).sort()).toEqual(['a:1', 'a:2']);
    expect(await state.keys('ä*?[]\\^')).toEqual(['ä*?[]\\^-']);
    expect(await state.size()).toBe(keys.length);
    expect(await state.get('none')).toBeUndefined();
    expect([await state.has('b'), await state.has('c')]).toEqual([true, false]);
    expect([await state.delete('b'), await state.delete('b')]).toEqual([true, false]);
    await state.clear();
    expect(await state.keys()).toEqual([]);
  });

  it('lists thousands of keys, each once', async () => {
    await Promise.all(Array.from({ length: 3000 }, (_, i) => state.set(`k${i}`, i)));
    const keys = await state.keys();
    expect(new Set(keys).size).toBe(3000);
    expect(keys.length).toBe(3000);
  });

  it('counts exactly to the ends of 64 bits, and no further', async () => {
    expect(await state.incr('n')).toBe(1);
    expect(await state.decr('n', 3n)).toBe(-2);
    expect(await state.incr('n', 2n ** 62n)).toBe(2n ** 62n - 2n);
    await state.set('top', 2n ** 63n - 1n);
    await expect(state.incr('top')).rejects.toThrow(RangeError);
    expect(await state.get('top')).toBe(2n ** 63n - 1n);
    await expect(state.decr('new', -(2n ** 63n))).rejects.toThrow(RangeError);
    expect(await state.has('new')).toBe(false);
  });

  it.each([['text'], [0.5], [null], [2n ** 63n]])('does not count on %s', async (value) => {
    await state.set('key', value);
    await expect(state.incr('key')).rejects.toThrow(TypeError);
    expect(await state.get('key')).toStrictEqual(value);
  });

  it('compares by content before it sets', async () => {
    expect(await state.compareAndSet('key', undefined, { a: 1, b: 2 })).toBe(true);
    expect(await state.compareAndSet('key', undefined, 0)).toBe(false);
    expect(await state.compareAndSet('key', { b: 2, a: 1 }, 'other order')).toBe(true);
    expect(await state.compareAndSet('key', { a: 1 }, 0)).toBe(false);
    expect(await state.get('key')).toBe('other order');
    expect(await state.compareAndSet('missing', 'x', 0)).toBe(false);
  });

  it('refuses what is no plain data, whole characters or an integer', async () => {
    await expect(state.set('key', { rows: [() => 1] })).rejects.toMatchObject({ path: 'value.rows[0]' });
    await expect(state.set('key', Symbol('s'))).rejects.toThrow(ConversionError);
    await expect(state.set('\ud800', 1)).rejects.toThrow(/half of a pair/);
    await expect(state.incr('key', 0.5)).rejects.toThrow(/by must be an integer, not 0.5/);
    await expect(state.get(1 as never)).rejects.toThrow(/key must be a string, not 1/);
    expect(await state.size()).toBe(0);
  });

  it('holds to its limits exactly, however many write at once', async () => {
    const few = new RedisState({
      client: own.client,
      prefix: `limits of ${library}`,
      maxEntries: 5,
      maxBytes: 60,
    });
    await few.clear();
    const writes = Array.from({ length: 20 }, (_, i) => few.incr(`key${i}`));
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(await few.size()).toBe(5);
    const [key = ''] = await few.keys();
    await expect(few.set(key, 'x'.repeat(60))).rejects.toThrow(StateFullError);
    await expect(few.set(key, 'x'.repeat(60))).rejects.toThrow(/60 bytes \(maxBytes\)/);
    expect(await few.get(key)).toBe(1);
    await few.delete(key);
    await few.set('a', 1);
    await expect(few.set('b', 1)).rejects.toThrow(/5 entries \(maxEntries\)/);
  });
});

it('says what a client has to be', () => {
  expect(() => new RedisState({ client: {}, prefix: 'p' })).toThrow(
    /node-redis \(5 or later\), ioredis or iovalkey, not {}/,
  );
  expect(() => new RedisState({ client: {}, prefix: '' })).toThrow(/prefix must not be ''/);
  expect(() => new RedisState({ client: {}, prefix: 'p', max: 1 } as never)).toThrow(/Unknown key 'max'/);
});
