import { expect, it } from 'vitest';
import { clientForFile } from '../support/client';

const py = await clientForFile();
await py.defineModule(
  'scalars',
  `import pyloom
def apply(f, *args): return f(*args)
def named(*args): return pyloom.call('given', *args)
def shown(f, *args): return repr(f(*args))
def caught(f, *args):
    try:
        f(*args)
    except Exception as error:
        return f'{type(error).__name__}: {error}'
def thrice(change):
    seen = []
    for _ in range(3):
        try:
            seen.append(pyloom.call('changing'))
        except pyloom.UnknownFunctionError as error:
            seen.append(str(error))
        change()
    return seen
`,
);

const texts = ['', 'a', 'é', 'Łódź', '漢字', '🧵 thread', '\ud800 alone', 'with\0zero'];
// About the limits of the way without a message: 2048 units back, 4096 units of all texts together.
const lengths = [2047, 2048, 2049, 4095, 4096, 4097, 10_000];
const values: unknown[] = [
  ...[0, 1, -1, 1.5, -0, Number.NaN, Infinity, -Infinity, 2 ** 53 - 1, -(2 ** 53 - 1), 1e300],
  ...[true, false, null, 2n ** 53n, -(2n ** 64n), 10n ** 30n],
  ...texts,
  ...lengths.flatMap((length) => ['x'.repeat(length), '字'.repeat(length), '🧵'.repeat(length >> 1)]),
];

it('brings every scalar to a function of JavaScript within callSync, and back', () => {
  const same = (value: unknown) => value;
  py.registerFunction('given', same);
  for (const value of values) {
    expect(py.callSync('scalars', 'apply', [same, value])).toStrictEqual(value);
    expect(py.callSync('scalars', 'named', [value])).toStrictEqual(value);
  }
});

it('brings them in any number and order, also beside others', () => {
  const all = (...args: unknown[]) => args;
  for (const args of [
    [],
    ['one', 'Łódź'],
    ['x'.repeat(2000), '字'.repeat(2000), 'y'],
    ['x'.repeat(1500), '字'.repeat(1500), '🧵'.repeat(500), true],
    [1, 'two', null, 4.5, false],
    [[1], 'two', { three: 3 }, new Date(0)],
  ]) {
    expect(py.callSync('scalars', 'apply', [all, ...args])).toStrictEqual(args);
    expect(py.callSync('scalars', 'apply', [(...given: unknown[]) => given.at(-1), ...args])).toStrictEqual(
      args.at(-1) ?? null,
    );
  }
});

it('is in Python what it would be in a message', () => {
  const shown = (value: unknown) => py.callSync('scalars', 'shown', [() => value]);
  expect(shown(1)).toBe('1');
  expect(shown(1.5)).toBe('1.5');
  expect(shown(-0)).toBe('-0.0');
  expect(shown(2 ** 53)).toBe('9007199254740992.0');
  expect(shown(undefined)).toBe('None');
  expect(shown(12345678901234567890n)).toBe('12345678901234567890');
  expect(shown([1, 'a'])).toBe("[1, 'a']");
});

it('calls Python from within, with texts of its own', () => {
  const inner = (text: string, depth: number): string =>
    depth === 0 ? text : `${text}${py.callSync('scalars', 'apply', [inner, `${text}字`, depth - 1])}`;
  expect(py.callSync('scalars', 'apply', [inner, 'é', 3])).toBe('éé字é字字é字字字');
});

it('raises in Python what a function throws or cannot give', () => {
  const caught = (fn: (...args: never[]) => unknown) => py.callSync('scalars', 'caught', [fn, 1]);
  expect(
    caught(() => {
      throw new RangeError('too far');
    }),
  ).toContain('too far');
  expect(caught(async () => 1)).toContain('returned a promise');
  expect(caught(() => Symbol('none'))).toContain('symbol');
});

it('finds another function under a name from one call to the next, and none', () => {
  const changes = [
    () => py.registerFunction('changing', () => 'second'),
    () => py.unregisterFunction('changing'),
    () => {},
  ];
  py.registerFunction('changing', () => 'first');
  expect(py.callSync('scalars', 'thrice', [() => void changes.shift()?.()])).toEqual([
    'first',
    'second',
    expect.stringContaining("'changing'"),
  ]);
});
