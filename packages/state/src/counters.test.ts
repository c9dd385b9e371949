import { describe, expect, it } from 'vitest';
import { refusal } from '../test/support/refusal';
import { isPyloomError, SharedState } from './index';

describe('counters', () => {
  it('start at 0', () => {
    const state = new SharedState();
    expect([
      state.incr('a'),
      state.incr('a', 5),
      state.decr('a', 2),
      state.decr('b'),
      state.get('a'),
    ]).toEqual([1, 6, 4, -1, 4]);
  });

  it('go on from an integer that was set', () => {
    const state = new SharedState();
    state.set('k', 41);
    expect(state.incr('k')).toBe(42);
    state.set('k', 2n ** 62n);
    expect(state.incr('k', -1n)).toBe(2n ** 62n - 1n);
  });

  it('are numbers while these are exact, and bigints beyond', () => {
    const state = new SharedState();
    expect(state.incr('k', Number.MAX_SAFE_INTEGER)).toBe(2 ** 53 - 1);
    expect(state.incr('k')).toBe(2n ** 53n);
    expect(state.get('k')).toBe(2n ** 53n);
    expect(state.decr('k', 1n)).toBe(2 ** 53 - 1);
    expect(state.incr('large', 2 ** 60)).toBe(2n ** 60n);
  });

  const most = 2n ** 63n - 1n;
  const least = -(2n ** 63n);

  it('reach from -2**63 to 2**63 - 1', () => {
    const state = new SharedState();
    expect([state.incr('k', most), state.decr('k', most), state.incr('k', least)]).toEqual([most, 0, least]);
    state.set('minus one', -1);
    expect(state.decr('minus one', least)).toBe(most);
  });

  it.each([
    [most, 1n],
    [least, -1n],
    [least, least],
    [most, most],
    [2n ** 63n, 1],
    [2n ** 100n, -1],
  ])('are unchanged past 64 bits: %s and %s', (start, by) => {
    const state = new SharedState();
    state.set('k', start);
    const error = refusal(state, 'k', () => state.incr('k', by));
    expect(error).toBeInstanceOf(RangeError);
    expect(isPyloomError(error)).toBe(true);
    expect(refusal(state, 'missing', () => state.decr('missing', least))).toBeInstanceOf(RangeError);
  });

  it.each(['5', 1.5, 5.5, -0, true, null, [1], { a: 1 }])('are no values but integers: %o', (value) => {
    const state = new SharedState();
    state.set('k', value);
    for (const task of [() => state.incr('k'), () => state.decr('k', 1n)]) {
      const error = refusal(state, 'k', task);
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({
        code: 'ERR_PYLOOM_INVALID_ARGUMENT',
        message: expect.stringContaining("'k'"),
      });
    }
  });

  it.each([1.5, Number.NaN, Infinity, '1', null, {}])('are not changed by %o', (by) => {
    const state = new SharedState();
    const error = refusal(state, 'k', () => state.incr('k', by as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: expect.stringMatching(/by must be an integer, not/) });
  });

  it.each([2n ** 63n, -(2n ** 63n) - 1n, 2 ** 63, 1e300])(
    'are not changed by more than 64 bits: %s',
    (by) => {
      const state = new SharedState();
      expect(refusal(state, 'k', () => state.incr('k', by))).toBeInstanceOf(RangeError);
    },
  );
});
