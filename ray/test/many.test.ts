import type { Python } from '@pyloom/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeRay, open, rejection } from './ray';

const source = `
import ctypes, time

def same(n):
    return n

def large(n):
    return bytes([n % 256]) * 300_000

def fail(n):
    raise ValueError(n)

def crash():
    ctypes.string_at(0)

def sleep(seconds):
    time.sleep(seconds)
`;

/** More than are looked at at a time. */
const inFlight = 1500;

// Outcomes of many are looked for; those of a few come by themselves.
describeRay('many calls at once on a Ray', () => {
  let py: Python;
  beforeAll(async () => {
    py = await open({ maxConcurrent: inFlight, process: { killAfter: 1000 } });
    await py.defineModule('ray_many', source);
  });
  afterAll(() => py?.close());

  const call = <T>(name: string, args: unknown[] = [], options = {}) =>
    py.call<T>('ray_many', name, args, options);
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
  const same = (count: number) => Promise.all(numbers(count).map((n) => call<number>('same', [n])));

  it('have the results of their own', async () => {
    expect(await same(inFlight)).toEqual(numbers(inFlight));
    const large = await Promise.all(numbers(150).map((n) => call<Buffer>('large', [n])));
    expect(large.map((bytes) => [bytes.length, bytes[0]])).toEqual(numbers(150).map((n) => [300_000, n]));
  });

  it('have the errors of their own', async () => {
    const outcomes = await Promise.allSettled(
      numbers(300).map((n) => (n === 100 ? call('crash') : call(n % 3 === 0 ? 'fail' : 'same', [n]))),
    );
    const shown = outcomes.map((each) =>
      each.status === 'fulfilled' ? each.value : `${each.reason.type} ${each.reason.pythonMessage}`,
    );
    const expected = numbers(300).map((n) => (n % 3 === 0 ? `ValueError ${n}` : n));
    expect(shown.toSpliced(100, 1)).toEqual(expected.toSpliced(100, 1));
    expect(outcomes[100]).toMatchObject({ status: 'rejected', reason: { name: 'PythonCrashedError' } });
  });

  it('are not kept by one of them that takes long', async () => {
    const abort = new AbortController();
    const long = rejection(call('sleep', [1000], { signal: abort.signal }));
    const others = same(300);
    expect(await Promise.race([others, long])).toEqual(numbers(300));
    abort.abort();
    expect((await long).name).toBe('AbortError');
  });

  it('are given up one by one', async () => {
    const late = rejection(call('sleep', [1000], { timeout: 500 }));
    const abort = new AbortController();
    const cut = rejection(call('sleep', [1000], { signal: abort.signal }));
    const others = same(300);
    expect((await late).name).toBe('PythonTimeoutError');
    abort.abort();
    expect((await cut).name).toBe('AbortError');
    expect(await others).toEqual(numbers(300));
  });
});
