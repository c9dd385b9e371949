import { describe, expect, it } from 'vitest';
import { formatCount, formatMilliseconds } from '../src/terminal/numbers.ts';

describe('formatMilliseconds', () => {
  it.each([
    [0.04, '0.0 ms'],
    [99.44, '99.4 ms'],
    [99.6, '100 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [12_345, '12.3 s'],
    [123_456, '123 s'],
  ])('%d is %s', (value, text) => expect(formatMilliseconds(value)).toBe(text));
});

describe('formatCount', () => {
  it('groups thousands', () => expect(formatCount(1_234_567)).toBe('1,234,567'));
});
