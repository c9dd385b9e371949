import { expect, it } from 'vitest';
import { SharedState } from '../../src/index';
import { runTogether } from './run-together';

const threads = 8;

it('loses no increment of 8 threads', async () => {
  const options = { name: 'increments' };
  await runTogether(threads, options, 'increment', { times: 100_000, keys: 4 });
  const state = new SharedState(options);
  expect(['0', '1', '2', '3'].map((key) => state.get(`key ${key}`))).toEqual(Array(4).fill(200_000));
});

it('loses no first increment', async () => {
  const options = { name: 'first increments' };
  const seen = await runTogether<number[]>(threads, options, 'begin', { keys: 5000 });
  const all = Array.from({ length: threads }, (_, i) => i + 1);
  for (let key = 0; key < 5000; key++) {
    expect(seen.map((counts) => counts[key]).sort()).toEqual(all);
  }
  expect(new SharedState(options).size).toBe(5000);
});

it('lets one win each compareAndSet', async () => {
  const options = { name: 'appended list' };
  await runTogether(4, options, 'append', { times: 200 });
  const list = new SharedState(options).get<string[]>('list') as string[];
  expect(new Set(list).size).toBe(800);
  // Nobody's items overtake one another.
  for (let id = 0; id < 4; id++) {
    expect(list.filter((item) => item.startsWith(`${id}.`))).toEqual(
      Array.from({ length: 200 }, (_, i) => `${id}.${i}`),
    );
  }
});

it('fills up to its limit exactly', async () => {
  const options = { name: 'filled', maxEntries: 10_000 };
  const stored = await runTogether<number>(threads, options, 'fill', { times: 5000 });
  expect(stored.reduce((sum, each) => sum + each)).toBe(10_000);
  expect([new SharedState(options).size, new SharedState(options).keys().length]).toEqual([10_000, 10_000]);
});

it('fills up to its last byte exactly', async () => {
  // 'of 0: 0' and a small integer: 8 bytes; 9 where the number has two digits.
  const options = { name: 'filled with bytes', maxBytes: 8 * 10 + 9 * 20 };
  await runTogether(threads, options, 'fill', { times: 100 });
  const state = new SharedState(options);
  const used = state.keys().reduce((sum, key) => sum + key.length + 1, 0);
  expect(used).toBeLessThanOrEqual(260);
  // Nothing that still fitted was refused: the smallest key has 8 bytes with its value.
  expect(260 - used).toBeLessThan(11);
});

it('is never beyond its limits while threads set, delete and clear', async () => {
  const options = { name: 'churned', maxEntries: 50, maxBytes: 2000 };
  const most = await runTogether<number>(4, options, 'churn', { times: 20_000, maxEntries: 50 });
  expect(Math.max(...most)).toBeLessThanOrEqual(50);
  const state = new SharedState(options);
  expect(state.keys()).toHaveLength(state.size);
  state.clear();
  // All that was counted was given back.
  for (let i = 0; i < 50; i++) state.set(`${i}`.padStart(2, '0'), 'x'.repeat(31 + 5));
  expect(() => state.set('50', 1)).toThrow(/50 entries/);
});

it('gives whole values while others write them', async () => {
  const options = { name: 'whole values' };
  new SharedState(options).set('value', Array(100).fill('0'));
  await runTogether(4, options, 'read', { times: 3000 });
});

it('keeps a named store when the threads that used it have ended', async () => {
  await runTogether(1, { name: 'kept' }, 'increment', { times: 5, keys: 1 });
  await runTogether(1, { name: 'kept' }, 'increment', { times: 5, keys: 1 });
  expect(new SharedState({ name: 'kept' }).get('key 0')).toBe(10);
});

it('keeps private stores of threads apart', async () => {
  const stored = await runTogether<number>(2, { maxEntries: 5 }, 'fill', { times: 10 });
  expect(stored).toEqual([5, 5]);
});
