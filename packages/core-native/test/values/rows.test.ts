import { describe, expect, it } from 'vitest';
import { float, NdArray, naive, tuple, view } from '../../src';
import { referenceSymbol } from '../../src/values/reference';
import { lastHeard, minor, modes, setAnswer } from './modes';
import { expectSame } from './same';

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
const rows: readonly Row[] = [
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

interface PythonRow {
  readonly name: string;
  readonly source: string;
  readonly value: unknown;
}

/** What has no row of its own on the left: what Python has and JavaScript has not. */
const pythonRows: readonly PythonRow[] = [
  { name: 'a tuple', source: '(1, (2,), ())', value: [1, [2], []] },
  {
    name: 'a long tuple of numbers',
    source: 'tuple(range(100))',
    value: Array.from({ length: 100 }, (_, i) => i),
  },
  { name: 'a float that is whole', source: '5.0', value: 5 },
  {
    name: 'a long list of floats',
    source: '[0.0, -0.0] * 50',
    value: Array.from({ length: 100 }, (_, i) => (i % 2 ? -0 : 0)),
  },
  {
    name: 'a long list of ints and bools',
    source: '[1, True] * 50',
    value: Array.from({ length: 100 }, (_, i) => (i % 2 ? true : 1)),
  },
  {
    name: 'a long list with an unsafe int',
    source: '[1] * 50 + [2**60]',
    value: [...Array(50).fill(1), 2n ** 60n],
  },
  {
    name: 'a dict with int keys',
    source: '{1: "a", 2: {"b": 3}}',
    value: new Map<unknown, unknown>([
      [1, 'a'],
      [2, { b: 3 }],
    ]),
  },
  {
    name: 'a dict whose last key is no str',
    source: '{"a": 1, None: 2}',
    value: new Map<unknown, unknown>([
      ['a', 1],
      [null, 2],
    ]),
  },
  { name: 'a dict with tuples as keys', source: '{(1, "a"): 2}', value: new Map([[[1, 'a'], 2]]) },
  { name: 'a frozenset', source: 'frozenset({1, 2})', value: new Set([1, 2]) },
  { name: 'a set of frozensets', source: '{frozenset({1})}', value: new Set([new Set([1])]) },
  { name: 'a bytearray', source: 'bytearray(b"ab")', value: Buffer.from('ab') },
  { name: 'a large bytearray', source: 'bytearray(b"ab") * 50000', value: Buffer.alloc(100_000, 'ab') },
  { name: 'an empty bytearray', source: 'bytearray()', value: Buffer.alloc(0) },
  { name: 'an IntEnum', source: 'import enum\nenum.IntEnum("Color", "RED GREEN")["GREEN"]', value: 2 },
  { name: 'an IntFlag', source: 'import enum\nenum.IntFlag("F", "A B C")(5)', value: 5 },
  { name: 'an Enum of str', source: 'import enum\nclass E(str, enum.Enum): A = "a"\nE.A', value: 'a' },
  {
    name: 'an OrderedDict, in its own order',
    source: 'import collections\nd = collections.OrderedDict(a=1, b=2); d.move_to_end("a")\nd',
    value: { b: 2, a: 1 },
  },
  { name: 'a defaultdict', source: 'import collections\ncollections.defaultdict(int, a=1)', value: { a: 1 } },
  { name: 'a Counter', source: 'import collections\ncollections.Counter("aab")', value: { a: 2, b: 1 } },
  {
    name: 'a namedtuple',
    source: 'import collections\ncollections.namedtuple("P", "x y")(1, 2)',
    value: [1, 2],
  },
  {
    name: 'subclasses of basic types',
    source:
      'class S(str): pass\nclass I(int): pass\nclass F(float): pass\nclass L(list): pass\nclass B(bytes): pass\nclass Z(set): pass\nclass A(bytearray): pass\n[S("s"), I(1), F(0.5), L([1]), B(b"b"), Z([1]), A(b"a")]',
    value: ['s', 1, 0.5, [1], Buffer.from('b'), new Set([1]), Buffer.from('a')],
  },
  { name: 'a key of a subclass of str', source: 'class S(str): pass\n{S("k"): 1}', value: { k: 1 } },
  {
    name: 'a datetime with an offset',
    source: 'from datetime import *\ndatetime(2024, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))',
    value: new Date('2024-01-01T00:00:00Z'),
  },
  {
    name: 'a naive datetime, in local time',
    source: 'from datetime import *\ndatetime(2024, 7, 1, 12)',
    value: new Date(2024, 6, 1, 12),
  },
  {
    name: 'a datetime finer than JavaScript can tell',
    source: 'from datetime import *\ndatetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=timezone.utc)',
    value: new Date(-1),
  },
  {
    name: 'an array of doubles',
    source: 'from array import array\narray("d", [1, 2])',
    value: new Float64Array([1, 2]),
  },
  {
    name: 'an array of longs',
    source: 'from array import array\narray("l", [-1])',
    value: process.platform === 'win32' ? new Int32Array([-1]) : new BigInt64Array([-1n]),
  },
  {
    name: 'an array of unsigned shorts',
    source: 'from array import array\narray("H", [65535])',
    value: new Uint16Array([65535]),
  },
  { name: 'an empty array', source: 'from array import array\narray("f")', value: new Float32Array() },
  {
    name: 'a large array',
    source: 'from array import array\narray("i", range(30000))',
    value: Int32Array.from({ length: 30_000 }, (_, i) => i),
  },
  {
    name: 'a memoryview of bytes',
    source: 'memoryview(b"abc")[1:]',
    value: new Uint8Array(Buffer.from('bc')),
  },
  {
    name: 'every other item',
    source: 'memoryview(b"abcdef")[::2]',
    value: new Uint8Array(Buffer.from('ace')),
  },
  {
    name: 'a view backwards',
    source: 'from array import array\nmemoryview(array("h", [1, 2, 3]))[::-1]',
    value: new Int16Array([3, 2, 1]),
  },
  {
    name: 'a large view that is not contiguous',
    source: 'memoryview(bytes(200000))[::2]',
    value: new Uint8Array(100_000),
  },
  {
    name: 'a view of two dimensions',
    source: 'memoryview(bytes(range(6))).cast("B", [2, 3])',
    value: new NdArray(new Uint8Array([0, 1, 2, 3, 4, 5]), [2, 3]),
  },
  { name: 'a view of bool', source: 'memoryview(bytes([1, 0])).cast("?")', value: new Uint8Array([1, 0]) },
  { name: 'a view without dimensions', source: 'memoryview(bytes(8)).cast("q", [])', value: 0 },
  { name: 'an empty view', source: 'memoryview(b"").cast("d")', value: new Float64Array() },
  { name: 'a str that is large and not ASCII', source: '"\\u00e9" * 100000', value: 'é'.repeat(100_000) },
  {
    name: 'a str with lone surrogates, large',
    source: '"\\ud800x" * 50000',
    value: '\ud800x'.repeat(50_000),
  },
  {
    name: 'keys of Object.prototype',
    source: '{"__proto__": {"polluted": 1}, "constructor": 1, "toString": 2, "hasOwnProperty": None}',
    value: JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": 1, "toString": 2, "hasOwnProperty": null}',
    ),
  },
];

/** What stays in Python, with the name of its type. */
const objects: Readonly<Record<string, string | RegExp>> = {
  'import datetime\ndatetime.date(2024, 1, 1)': 'datetime.date',
  'import datetime\ndatetime.time(1)': 'datetime.time',
  'import datetime\ndatetime.timedelta(1)': 'datetime.timedelta',
  'import decimal\ndecimal.Decimal("1.5")': 'decimal.Decimal',
  'import uuid\nuuid.UUID(int=1)': 'uuid.UUID',
  '1j': 'complex',
  'memoryview(b"ab").cast("c")': 'memoryview',
  'import fractions\nfractions.Fraction(1, 2)': 'fractions.Fraction',
  // 3.13 has it in a module within pathlib.
  'import pathlib\npathlib.PurePosixPath("/")': /^pathlib\.(_local\.)?PurePosixPath$/,
  'import enum\nenum.Enum("Color", "RED", module="colors").RED': 'colors.Color',
  'range(3)': 'range',
  'object()': 'object',
  len: 'builtin_function_or_method',
  'lambda: 0': 'function',
  int: 'type',
  sys: 'module',
  'iter([1])': 'list_iterator',
  '{}.keys()': 'dict_keys',
  'ValueError("x")': 'ValueError',
  '...': 'ellipsis',
  'import collections\ncollections.deque([1])': 'collections.deque',
  'import array\narray.array("u", "a")': 'array.array',
  'class Point: pass\nPoint()': /Point$/,
};

describe.each(modes)('in $name', (mode) => {
  describe.each(rows)('$name', ({ value, python, ...row }) => {
    const back = 'back' in row ? row.back : value;

    it('is an argument', async () => {
      expect(await mode.call('check', [value, python])).toBe(true);
      expect(await mode.call('check', [[{ a: value }], python.replaceAll('value', 'value[0]["a"]')])).toBe(
        true,
      );
    });

    it('comes back', async () => {
      expectSame(await mode.call('echo', [value]), back);
      expectSame(await mode.call('echo', [{ a: [value] }]), { a: [back] });
    });

    it('is a keyword argument', async () => {
      expect(await mode.call('check_key', [python], { key: value })).toBe(true);
      expectSame(await mode.call('echo_key', [], { key: value }), back);
    });

    it('is what a JavaScript function returns', async () => {
      setAnswer(value);
      expect(await mode.call('check_answer', [python])).toBe(true);
    });
  });

  describe.each(pythonRows)('from Python: $name', ({ source, value }) => {
    it('is a result', async () => {
      expectSame(await mode.call('make', [source]), value);
    });

    it('is an argument of a JavaScript function', async () => {
      await mode.call('tell', [source]);
      expectSame(lastHeard(), value);
      await mode.call('tell_key', [source]);
      expectSame(lastHeard(), { key: value });
    });
  });

  it.each(Object.entries(objects))('hands over a reference to %j, a %s', async (source, type) => {
    const result = await mode.call('make', [source]);
    expect(result[referenceSymbol].typeName).toMatch(type);
    await mode.call('tell', [source]);
    const argument = lastHeard() as typeof result;
    expect(argument[referenceSymbol].typeName).toMatch(type);
    expect(await mode.call('check', [argument, 'value is not None'])).toBe(true);
    for (const each of [result, argument]) each[referenceSymbol].release();
  });

  // No ctypes in sub-interpreters of 3.12.
  it.skipIf(minor === 12 && mode.name === 'a work lane')(
    'hands over a reference to an array in foreign byte order',
    async () => {
      const result = await mode.call('make', ['import ctypes\n(ctypes.c_uint16.__ctype_be__ * 2)(1, 2)']);
      expect(result[referenceSymbol].typeName).toMatch(/Array_2$/);
      const native = await mode.call('make', ['import ctypes\n(ctypes.c_uint16 * 2)(1, 2)']);
      expect(native).toStrictEqual(new Uint16Array([1, 2]));
    },
  );

  it('leaves prototypes alone', async () => {
    const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'then'];
    const value = JSON.parse(`{${keys.map((key) => `"${key}": {"polluted": true}`).join(',')}}`);
    const result = await mode.call('echo', [value]);
    expect(Object.keys(result)).toEqual(keys);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(result, value);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expectSame(await mode.call('echo_all', [], value), [[], value]);
  });

  it('passes positional and keyword arguments in one call, without those that are undefined', async () => {
    expect(await mode.call('echo_all', [1, undefined], { a: 2, b: undefined, ä: [3] })).toEqual([
      [1, null],
      { a: 2, ä: [3] },
    ]);
  });

  it('hands a function over as a callable, which comes back as the function', async () => {
    const add = (a: number, b: number) => a + b;
    expect(await mode.call('check', [add, 'callable(value) and value(2, 3) == 5'])).toBe(true);
    expect(await mode.call('echo', [[add]])).toEqual([add]);
  });
});
