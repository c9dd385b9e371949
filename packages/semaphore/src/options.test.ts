import { describe, expect, it } from 'vitest';
import { isPyloomError, Semaphore } from './index';

const code = 'ERR_PYLOOM_INVALID_ARGUMENT';
// biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
type Wrong = any;

function thrownBy(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('the options of Semaphore', () => {
  it.each<[Wrong, ErrorConstructor, string[]]>([
    [{ max: 0 }, RangeError, ['max', '0']],
    [{ max: -1 }, RangeError, ['max', '-1']],
    [{ max: 1.5 }, RangeError, ['max', '1.5']],
    [{ max: Number.NaN }, RangeError, ['max', 'NaN']],
    [{ max: Number.POSITIVE_INFINITY }, RangeError, ['max', 'Infinity']],
    [{ max: 2 ** 53 }, RangeError, ['max', '9007199254740992']],
    [{ max: '3' }, TypeError, ['max', "'3'"]],
    [{ max: null }, TypeError, ['max', 'null']],
    [{ max: 3n }, TypeError, ['max', '3n']],
    [{ name: 7 }, TypeError, ['name', '7']],
    [{ name: '' }, RangeError, ['name', "''"]],
    [{ maxWaiting: -1 }, RangeError, ['maxWaiting', '-1']],
    [{ maxWaiting: 0.5 }, RangeError, ['maxWaiting', '0.5']],
    [{ maxWaiting: '1' }, TypeError, ['maxWaiting', "'1'"]],
    [{ maximum: 3 }, TypeError, ['maximum', '3', 'max, name, maxWaiting']],
    [null, TypeError, ['null']],
    [5, TypeError, ['5']],
  ])('%o is refused with a message that names it', (options, type, parts) => {
    const error = thrownBy(() => new Semaphore(options));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ code });
    expect(isPyloomError(error)).toBe(true);
    for (const part of parts) expect(error.message).toContain(part);
  });

  it('may be undefined, each and all', () => {
    expect(new Semaphore(undefined).max).toBeGreaterThan(0);
    const semaphore = new Semaphore({ max: undefined, name: undefined, maxWaiting: undefined });
    expect(semaphore.max).toBeGreaterThan(0);
  });
});

describe('setMax', () => {
  it.each<Wrong>([0, -3, 2.5, Number.NaN, Number.POSITIVE_INFINITY, '3', null, undefined, 3n])(
    'is a RangeError for %s and changes nothing',
    (max) => {
      const semaphore = new Semaphore({ max: 2 });
      const error = thrownBy(() => semaphore.setMax(max));
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toMatchObject({ code });
      expect(semaphore.max).toBe(2);
    },
  );
});

describe('the options of acquire', () => {
  const wrong: [Wrong, ErrorConstructor, string][] = [
    [{ timeout: -1 }, RangeError, '-1'],
    [{ timeout: Number.NaN }, RangeError, 'NaN'],
    [{ timeout: '5' }, TypeError, "'5'"],
    [{ timeout: null }, TypeError, 'null'],
    [{ signal: {} }, TypeError, 'signal must be an AbortSignal, not {}'],
    [{ signal: null }, TypeError, 'null'],
    [{ timeOut: 5 }, TypeError, 'timeOut'],
    [null, TypeError, 'null'],
    [100, TypeError, '100'],
  ];

  it.each(wrong)('%o make acquire, take and run reject, never throw', async (options, type, part) => {
    const semaphore = new Semaphore({ max: 1 });
    for (const start of [
      () => semaphore.acquire(options),
      () => semaphore.take(options),
      () => semaphore.run(() => 1, options),
    ]) {
      const promise = start();
      const error = await promise.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(type);
      expect(error).toMatchObject({ code, message: expect.stringContaining(part) });
    }
    expect(semaphore.current).toBe(0);
  });

  it('want a function to run', async () => {
    const semaphore = new Semaphore({ max: 1 });
    await expect(semaphore.run('task' as Wrong)).rejects.toMatchObject({
      code,
      message: "task must be a function, not 'task'",
    });
    expect(semaphore.current).toBe(0);
  });
});

describe('a name', () => {
  it('is one semaphore, whoever opens it', () => {
    const one = new Semaphore({ name: 'one of a name', max: 2 });
    const other = new Semaphore({ name: 'one of a name' });
    const permit = one.tryAcquire();
    expect([other.current, other.max]).toEqual([1, 2]);
    other.setMax(7);
    expect(one.max).toBe(7);
    permit?.release();
    expect(other.current).toBe(0);
  });

  it('opened with another max is an error that names both', () => {
    const open = new Semaphore({ name: 'another max', max: 5 });
    const error = thrownBy(() => new Semaphore({ name: 'another max', max: 3 }));
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain("'another max' is open with max 5, not 3");
    expect(open.max).toBe(5);
  });

  it('opened with another maxWaiting is an error that names both', () => {
    const open = new Semaphore({ name: 'another bound', max: 5, maxWaiting: 10 });
    expect(() => new Semaphore({ name: 'another bound', maxWaiting: 20 })).toThrow('maxWaiting 10, not 20');
    const unbounded = new Semaphore({ name: 'no bound', max: 5 });
    expect(() => new Semaphore({ name: 'no bound', maxWaiting: 20 })).toThrow(
      'maxWaiting Infinity (no bound), not 20',
    );
    expect([open.max, unbounded.max]).toEqual([5, 5]);
  });

  it('opens with the limit of its code and with the one in force after setMax()', () => {
    const open = new Semaphore({ name: 'changed since', max: 5 });
    open.setMax(2);
    expect(new Semaphore({ name: 'changed since', max: 5 }).max).toBe(2);
    expect(new Semaphore({ name: 'changed since', max: 2 }).max).toBe(2);
    expect(() => new Semaphore({ name: 'changed since', max: 9 })).toThrow('max 5 (2 since setMax()), not 9');
  });

  it('is compared as it is, NUL and lone surrogates included', () => {
    const names = ['a', 'a\0b', 'a\0c', '\ud800', '\ud801', 'ü😀'];
    const all = names.map((name, index) => new Semaphore({ name, max: index + 1 }));
    expect(all.map((semaphore) => semaphore.max)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(names.map((name) => new Semaphore({ name }).max)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(all.every((semaphore) => semaphore.current === 0)).toBe(true);
  });
});
