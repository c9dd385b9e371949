import { float, NdArray, naive, tuple, view } from '../../src';

interface Row {
  readonly name: string;
  readonly value: unknown;
  /** What must hold of `value` in Python. */
  readonly python: string;
  /** What comes back. Default: the same. */
  readonly back?: unknown;
}

const date = new Date('2024-02-29T12:34:56.789Z');
const numbers = (type: string) =>
  `type(value) is memoryview and value.readonly and value.format == '${type}'`;

/** The table of docs/values.md from the left to the right, and back. */
export const javascriptRows: readonly Row[] = [
  { name: 'null', value: null, python: 'value is None' },
  { name: 'undefined', value: undefined, python: 'value is None', back: null },
  { name: 'true', value: true, python: 'value is True' },
  { name: 'false', value: false, python: 'value is False' },
  { name: 'zero', value: 0, python: 'type(value) is int and value == 0' },
  { name: 'an integer', value: -42, python: 'type(value) is int and value == -42' },
  {
    name: 'the largest safe integer',
    value: Number.MAX_SAFE_INTEGER,
    python: 'type(value) is int and value == 2**53 - 1',
  },
  {
    name: 'the smallest safe integer',
    value: Number.MIN_SAFE_INTEGER,
    python: 'type(value) is int and value == 1 - 2**53',
  },
  { name: 'an unsafe integer', value: 2 ** 53, python: 'type(value) is float and value == 2**53' },
  { name: 'a fraction', value: 0.1, python: 'type(value) is float and value == 0.1' },
  { name: '-0', value: -0, python: 'type(value) is float and str(value) == "-0.0"' },
  { name: 'NaN', value: Number.NaN, python: 'type(value) is float and value != value' },
  { name: 'Infinity', value: Infinity, python: 'value == float("inf")' },
  { name: '-Infinity', value: -Infinity, python: 'value == float("-inf")' },
  { name: 'the smallest number', value: 5e-324, python: 'value == 5e-324' },
  { name: 'the largest number', value: Number.MAX_VALUE, python: 'value == sys.float_info.max' },
  { name: 'float(5)', value: float(5), python: 'type(value) is float and value == 5', back: 5 },
  { name: 'a bigint that is safe', value: 7n, python: 'type(value) is int and value == 7', back: 7 },
  { name: 'a bigint of 64 bits', value: 2n ** 63n, python: 'value == 2**63' },
  { name: 'a negative bigint of 64 bits', value: -(2n ** 63n), python: 'value == -2**63' },
  { name: 'the first unsafe bigint', value: 2n ** 53n, python: 'type(value) is int and value == 2**53' },
  { name: 'the largest uint64', value: 2n ** 64n - 1n, python: 'value == 2**64 - 1' },
  { name: 'a bigint beyond 64 bits', value: 2n ** 64n, python: 'value == 2**64' },
  { name: 'a long bigint', value: 7n ** 5000n, python: 'value == 7**5000' },
  { name: 'a long negative bigint', value: -(2n ** 4096n), python: 'value == -2**4096' },
  { name: 'an empty string', value: '', python: 'value == ""' },
  { name: 'a string', value: 'abc', python: 'type(value) is str and value == "abc"' },
  { name: 'Latin', value: 'äöü ÿ', python: r('value == "\\u00e4\\u00f6\\u00fc \\u00ff"') },
  { name: 'Chinese', value: '中文'.repeat(40), python: r('value == "\\u4e2d\\u6587" * 40') },
  { name: 'emoji', value: 'a😀中', python: r('value == "a\\U0001f600\\u4e2d"') },
  { name: 'NUL', value: 'a\0b', python: 'len(value) == 3 and value[1] == chr(0)' },
  { name: 'a lone surrogate', value: 'a\ud800b', python: r('value == "a\\ud800b"') },
  { name: 'surrogates the wrong way round', value: '\udc00\ud800', python: r('value == "\\udc00\\ud800"') },
  { name: 'a long string', value: 'xyz'.repeat(100_000), python: 'value == "xyz" * 100000' },
  { name: 'a long Chinese string', value: '中'.repeat(100_000), python: r('value == "\\u4e2d" * 100000') },
  { name: 'an empty Array', value: [], python: 'type(value) is list and value == []' },
  { name: 'an Array', value: [1, 'a', null, [true]], python: 'value == [1, "a", None, [True]]' },
  {
    name: 'holes', // biome-ignore lint/suspicious/noSparseArray: that is what is tested
    value: [1, , 3],
    python: 'value == [1, None, 3]',
    back: [1, null, 3],
  },
  {
    name: 'a long Array of integers',
    value: Array.from({ length: 5000 }, (_, i) => i - 2500),
    python: 'value == list(range(-2500, 2500)) and all(type(item) is int for item in value)',
  },
  {
    name: 'a long Array of numbers',
    value: Array.from({ length: 100 }, (_, i) => (i === 50 ? -0 : i / 2)),
    python: 'type(value[0]) is int and type(value[1]) is float and str(value[50]) == "-0.0"',
  },
  {
    name: 'a long Array with something else in it',
    value: [...Array.from({ length: 100 }, (_, i) => i), 'end'],
    python: 'value == [*range(100), "end"]',
  },
  {
    name: 'tuple()',
    value: tuple(1, tuple(), [2]),
    python: 'type(value) is tuple and value == (1, (), [2])',
    back: [1, [], [2]],
  },
  { name: 'an empty object', value: {}, python: 'type(value) is dict and value == {}' },
  {
    name: 'an object, its keys in order',
    value: { b: 1, a: { c: [2] }, '': 3, 中: 4 },
    python: r('list(value.items()) == [("b", 1), ("a", {"c": [2]}), ("", 3), ("\\u4e2d", 4)]'),
  },
  {
    name: 'an object without a prototype',
    value: Object.assign(Object.create(null), { a: 1 }),
    python: 'value == {"a": 1}',
    back: { a: 1 },
  },
  {
    name: 'undefined in an object',
    value: { a: undefined },
    python: 'value == {"a": None}',
    back: { a: null },
  },
  {
    name: 'a key with a lone surrogate',
    value: { '\udfff': 1 },
    python: r('value == {"\\udfff": 1}'),
  },
  {
    name: 'many keys',
    value: Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`key${i}`, i])),
    python: 'value == {f"key{i}": i for i in range(3000)}',
  },
  {
    name: 'a Map',
    value: new Map<unknown, unknown>([
      [1, 'a'],
      ['b', [2]],
      [null, new Map([[0.5, true]])],
    ]),
    python: 'value == {1: "a", "b": [2], None: {0.5: True}}',
  },
  {
    name: 'a Map of strings',
    value: new Map([['a', 1]]),
    python: 'value == {"a": 1}',
    back: { a: 1 },
  },
  { name: 'an empty Map', value: new Map(), python: 'value == {}', back: {} },
  {
    name: 'a Map with tuples as keys',
    value: new Map([[tuple(1, 2), 3]]),
    python: 'value == {(1, 2): 3}',
    back: new Map([[[1, 2], 3]]),
  },
  { name: 'a Set', value: new Set([1, 'a', null]), python: 'type(value) is set and value == {1, "a", None}' },
  { name: 'an empty Set', value: new Set(), python: 'value == set()' },
  {
    name: 'a Date',
    value: date,
    python: 'value.isoformat() == "2024-02-29T12:34:56.789000+00:00" and type(value).__name__ == "datetime"',
  },
  {
    name: 'naive()',
    value: naive(date),
    python: 'value.tzinfo is None and value.astimezone().timestamp() == 1709210096.789',
    back: date,
  },
  { name: 'a Date before 1970', value: new Date(-1), python: 'value.microsecond == 999000' },
  { name: 'the first Date', value: new Date(-62135596800000), python: 'value.year == 1' },
  { name: 'the last Date', value: new Date(253402300799999), python: 'value.year == 9999' },
  {
    name: 'a Buffer',
    value: Buffer.from([0, 1, 255]),
    python: 'type(value) is bytes and value == bytes([0, 1, 255])',
  },
  {
    name: 'a Uint8Array',
    value: new Uint8Array([1, 2]),
    python: 'type(value) is bytes and value == bytes([1, 2])',
    back: Buffer.from([1, 2]),
  },
  {
    name: 'an ArrayBuffer',
    value: new Uint8Array([1, 2]).buffer,
    python: 'type(value) is bytes and value == bytes([1, 2])',
    back: Buffer.from([1, 2]),
  },
  { name: 'an empty Buffer', value: Buffer.alloc(0), python: 'value == b""' },
  {
    name: 'a large Buffer',
    value: Buffer.alloc(300_000, 'ab'),
    python: 'type(value) is bytes and value == b"ab" * 150000',
  },
  {
    name: 'an Int8Array',
    value: new Int8Array([-1, 2]),
    python: `${numbers('b')} and value.tolist() == [-1, 2]`,
  },
  {
    name: 'a Uint8ClampedArray',
    value: new Uint8ClampedArray([1, 255]),
    python: `${numbers('B')} and value.tolist() == [1, 255]`,
    back: new Uint8Array([1, 255]),
  },
  { name: 'an Int16Array', value: new Int16Array([-300]), python: `${numbers('h')} and value[0] == -300` },
  { name: 'a Uint16Array', value: new Uint16Array([65535]), python: `${numbers('H')} and value[0] == 65535` },
  {
    name: 'an Int32Array',
    value: new Int32Array([-70000]),
    python: `${numbers('i')} and value[0] == -70000`,
  },
  {
    name: 'a Uint32Array',
    value: new Uint32Array([4e9]),
    python: `${numbers('I')} and value[0] == 4000000000`,
  },
  {
    name: 'a BigInt64Array',
    value: new BigInt64Array([-(2n ** 63n)]),
    python: `${numbers('q')} and value[0] == -2**63`,
  },
  {
    name: 'a BigUint64Array',
    value: new BigUint64Array([2n ** 64n - 1n]),
    python: `${numbers('Q')} and value[0] == 2**64 - 1`,
  },
  {
    name: 'a Float32Array',
    value: new Float32Array([0.5, 1.5]),
    python: `${numbers('f')} and value.tolist() == [0.5, 1.5]`,
  },
  {
    name: 'a Float64Array',
    value: new Float64Array([0.1]),
    python: `${numbers('d')} and value.tolist() == [0.1]`,
  },
  { name: 'an empty Float64Array', value: new Float64Array(), python: `${numbers('d')} and len(value) == 0` },
  {
    name: 'a part of a Float64Array',
    value: new Float64Array([1, 2, 3, 4]).subarray(1, 3),
    python: `${numbers('d')} and value.tolist() == [2.0, 3.0]`,
  },
  {
    name: 'a large Float64Array',
    value: Float64Array.from({ length: 20_000 }, (_, i) => i / 4),
    python: `${numbers('d')} and value[19999] == 19999 / 4`,
  },
  {
    name: 'a DataView',
    value: new DataView(new Uint8Array([1, 2, 3]).buffer, 1),
    python: `${numbers('B')} and bytes(value) == bytes([2, 3])`,
    back: new Uint8Array([2, 3]),
  },
  {
    name: 'view() of a Buffer',
    value: view(Buffer.from([0, 1, 255])),
    python: `${numbers('B')} and value.tolist() == [0, 1, 255]`,
    back: new Uint8Array([0, 1, 255]),
  },
  {
    name: 'view() of an empty ArrayBuffer',
    value: view(new ArrayBuffer(0)),
    python: `${numbers('B')} and len(value) == 0`,
    back: new Uint8Array(),
  },
  {
    name: 'view() of a DataView',
    value: view(new DataView(new Uint8Array([1, 2, 3]).buffer, 1)),
    python: `${numbers('B')} and value.tolist() == [2, 3]`,
    back: new Uint8Array([2, 3]),
  },
  {
    name: 'view() of a Float32Array',
    value: view(new Float32Array([0.5])),
    python: `${numbers('f')} and value.tolist() == [0.5]`,
    back: new Float32Array([0.5]),
  },
  {
    name: 'an NdArray',
    value: new NdArray(new Float64Array([1, 2, 3, 4, 5, 6]), [2, 3]),
    python: `${numbers('d')} and value.tolist() == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]`,
  },
  {
    name: 'an NdArray of bool',
    value: new NdArray(new Uint8Array([1, 0]), [1, 2], 'bool'),
    python: `${numbers('?')} and value.tolist() == [[True, False]]`,
  },
  {
    name: 'a large NdArray',
    value: new NdArray(new Int32Array(30_000).fill(-1), [100, 3, 100]),
    python: `${numbers('i')} and value.shape == (100, 3, 100) and value[99, 2, 99] == -1`,
  },
  {
    name: 'an NdArray with nothing in it',
    value: new NdArray(new Int8Array(), [3, 0, 2]),
    python: `${numbers('b')} and value.shape == (3, 0, 2)`,
  },
  {
    name: 'an NdArray without dimensions',
    value: new NdArray(new Float32Array([1.5]), []),
    python: `${numbers('f')} and value.ndim == 0 and value[()] == 1.5`,
    back: 1.5,
  },
];

/** Reads better than backslashes of two languages in one literal. */
function r(text: string): string {
  return text;
}
