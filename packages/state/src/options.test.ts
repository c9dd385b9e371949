import { describe, expect, it } from 'vitest';
import { SharedState } from './index';

const code = 'ERR_PYLOOM_INVALID_ARGUMENT';

describe('options', () => {
  it.each([
    [{ maxEntry: 5 }, 'TypeError', /Unknown key 'maxEntry' \(5\).*name, maxEntries, maxBytes/],
    [5, 'TypeError', /must be an object, not 5/],
    [null, 'TypeError', /must be an object, not null/],
    [{ name: 5 }, 'TypeError', /name must be a string, not 5/],
    [{ name: '' }, 'RangeError', /name must not be ''/],
    [{ maxEntries: '5' }, 'TypeError', /maxEntries must be a number, not '5'/],
    [{ maxEntries: 0 }, 'RangeError', /maxEntries must be a positive integer or Infinity, not 0/],
    [{ maxBytes: 1.5 }, 'RangeError', /maxBytes must be a positive integer or Infinity, not 1.5/],
    [{ maxBytes: Number.NaN }, 'RangeError', /NaN/],
    [{ maxBytes: -1 }, 'RangeError', /-1/],
  ])('%o is an error', (options, name, message) => {
    const open = () => new SharedState(options as never);
    expect(open).toThrow(message);
    expect(open).toThrow(expect.objectContaining({ name, code }));
  });
});

describe('a name', () => {
  it('is the same store', () => {
    const one = new SharedState({ name: 'same' });
    const other = new SharedState({ name: 'same' });
    one.set('k', 1);
    expect([other.get('k'), other.incr('k'), one.get('k')]).toEqual([1, 2, 2]);
    expect(new SharedState({ name: 'other' }).has('k')).toBe(false);
    expect(new SharedState().has('k')).toBe(false);
  });

  it('may be any text', () => {
    for (const name of ['\ud800', '\ud801', 'a\0b', 'a', '__proto__']) {
      const state = new SharedState({ name });
      expect(state.size).toBe(0);
      state.set(name, 1);
    }
  });

  it('keeps its limits, and refuses others', () => {
    const state = new SharedState({ name: 'limited', maxEntries: 1, maxBytes: 100 });
    const same = [{}, { maxEntries: 1 }, { maxBytes: 100 }, { maxEntries: 1, maxBytes: 100 }];
    for (const options of same) new SharedState({ name: 'limited', ...options });
    state.set('a', 1);
    expect(() => new SharedState({ name: 'limited' }).set('b', 1)).toThrow(/1 entries/);
    for (const [options, both] of [
      [{ maxEntries: 2 }, 'maxEntries 1, not 2'],
      [{ maxBytes: Infinity }, 'maxBytes 100, not Infinity'],
    ] as const) {
      const open = () => new SharedState({ name: 'limited', ...options });
      expect(open).toThrow(
        expect.objectContaining({ name: 'RangeError', code, message: expect.stringContaining(both) }),
      );
    }
    new SharedState({ name: 'unlimited' });
    expect(() => new SharedState({ name: 'unlimited', maxEntries: 5 })).toThrow(/maxEntries Infinity, not 5/);
  });
});
