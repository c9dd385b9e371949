import { NdArray } from '../../src';

interface PythonRow {
  readonly name: string;
  readonly source: string;
  readonly value: unknown;
}

/** What has no row of its own on the left: what Python has and JavaScript has not. */
export const pythonRows: readonly PythonRow[] = [
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
export const objects: Readonly<Record<string, string | RegExp>> = {
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
