import { describe, expect, it } from 'vitest';
import { naive, tuple } from '../../src';
import { callIn, modes } from './modes';

// Of the whole process: a local time that has summer and winter, and an hour twice in autumn.
await callIn('home', 'values', 'make', [
  'import os, time\nos.environ["TZ"] = "Europe/Berlin"\ntime.tzset()\nNone',
]);

const source = (moment: string) => `from datetime import datetime\ndatetime.${moment}`;

describe.each(modes)('naive dates, by $name', (mode) => {
  const check = (value: unknown, condition: string) =>
    expect(mode.call('check', [value, condition])).resolves.toBe(true);

  it.each([
    'fromisoformat("2024-02-29T12:34:56.789000")',
    'fromisoformat("2024-07-01T00:00:00")',
    'fromisoformat("2024-10-27T02:30:00")',
    'fromisoformat("2024-10-27T02:30:00.001000").replace(fold=1)',
    'fromisoformat("2024-10-27T03:00:00")',
    'fromisoformat("1969-12-31T23:59:59.999000")',
    'fromisoformat("1900-01-01T00:00:00.500000")',
    'fromisoformat("0001-01-03T00:00:00")',
    'fromisoformat("2500-06-01T00:00:00.250000")',
    'fromisoformat("9999-12-30T00:00:00.999000")',
  ])('%s comes back as it was', async (moment) => {
    const date = await mode.call('make', [source(moment)]);
    await check(
      naive(date),
      `[value.tzinfo, value.isoformat(), value.fold] == (lambda moment: [None, moment.isoformat(), moment.fold])(__import__("datetime").datetime.${moment})`,
    );
    expect(await mode.call('echo', [naive(date)])).toEqual(date);
  });

  it('may be within whatever there is', async () => {
    const date = new Date('2024-01-02T02:04:05Z');
    const value = { list: [naive(date), date], tuple: tuple(naive(date)), map: new Map([[naive(date), 1]]) };
    await check(
      value,
      '[str(value["list"][0]), str(value["list"][1]), str(value["tuple"][0]), [str(key) for key in value["map"]]] == ' +
        '["2024-01-02 03:04:05", "2024-01-02 02:04:05+00:00", "2024-01-02 03:04:05", ["2024-01-02 03:04:05"]]',
    );
  });

  it('can be compared with naive ones', async () => {
    await check(naive(new Date()), 'value - __import__("datetime").datetime.now() < value - value.min');
  });

  it('are refused as every Date is', async () => {
    await expect(async () => mode.call('echo', [naive(new Date(Number.NaN))])).rejects.toThrow('invalid');
    await expect(async () => mode.call('echo', [[naive(new Date(-1e15))]])).rejects.toThrow(
      'years 1 to 9999',
    );
  });

  it('of another copy of the package are known', async () => {
    const other = { date: new Date(0), [Symbol.for('pyloom.naive')]: true };
    await check(Object.create(other), 'str(value) == "1970-01-01 01:00:00"');
  });
});

it.each([1, '2024-01-01', null, undefined, {}])('naive(%j) is refused', (value) => {
  expect(() => naive(value as never)).toThrow(/^naive\(\) takes a Date, not /);
});
