import { ConversionError } from '@pyloom/core-native';
import { describe, expect, it } from 'vitest';
import { fromCallersView } from './argument-paths';

const names = ['module', 'locals'];
const pathOf = (path: string) =>
  (fromCallersView(new ConversionError('why', path), names) as ConversionError).path;

describe('fromCallersView', () => {
  it.each([
    ['args[1].rows[3]', 'locals.rows[3]'],
    ['args[2].cb', 'args[0].cb'],
    ['args[12]', 'args[10]'],
    ['kwargs.k', 'kwargs.k'],
    ['result[2]', 'result[2]'],
  ])('turns %s into %s', (inner, outer) => {
    expect(pathOf(inner)).toBe(outer);
  });

  it('keeps the reason and other errors', () => {
    const error = fromCallersView(new ConversionError('a symbol has no counterpart', 'args[2]'), names);
    expect((error as Error).message).toBe('Cannot convert args[0]: a symbol has no counterpart');
    const other = new Error('x');
    expect(fromCallersView(other, names)).toBe(other);
  });
});
