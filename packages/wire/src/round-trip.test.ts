import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { decodeValue, encodeValue, float, NdArray, tuple } from './index';

const roundTrip = (value: unknown) => decodeValue(encodeValue(value));
const hex = (value: unknown) => Buffer.from(encodeValue(value)).toString('hex');
const integers = [0, 1, 31, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32];
const bigints = [
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
  2n ** 64n,
  2n ** 70n,
  2n ** 127n,
  2n ** 128n,
  255n ** 40n,
];
const whole = [...integers, 2 ** 52, Number.MAX_SAFE_INTEGER];

const same: Record<string, unknown[]> = {
  null: [null],
  booleans: [true, false],
  integers: [...whole, ...whole.map((n) => (n === 0 ? 0 : -n)), -32, -33, -128, -129, -32_768, -32_769],
  floats: [-0, 0.1, Number.NaN, Infinity, -Infinity, 2 ** 53, 1e300, Number.MIN_VALUE, -1.5],
  bigints: [...bigints, ...bigints.map((n) => -n), ...bigints.map((n) => -n - 1n)],
  texts: [
    '',
    'a',
    'é',
    'a\0b',
    '中文',
    'a😀b',
    'x'.repeat(31),
    'x'.repeat(32),
    'x'.repeat(255),
    'x'.repeat(256),
  ],
  'texts around a change of header': ['é'.repeat(15), 'é'.repeat(16), 'é'.repeat(127), 'é'.repeat(128)],
  'long texts': ['x'.repeat(65_535), 'x'.repeat(65_536), '中'.repeat(30_000), '😀'.repeat(20_000)],
  'lone surrogates': [
    '\ud800',
    'a\udc00é😀\ud83d',
    `${'x'.repeat(300)}\udfff`,
    '\ud800x'.repeat(20_000),
    '\udc00\ud800',
  ],
  arrays: [[], [1, [2, [3]]], ['a', null], Array.from({ length: 20 }, (_, i) => `${i}`)],
  'arrays of numbers': [[-0, 1, Number.NaN], Array.from({ length: 5000 }, (_, i) => i / 3 - 7)],
  'almost arrays of numbers': [
    [...Array(50).keys(), 'x'],
    [...Array(3000).keys(), null],
  ],
  objects: [{}, { a: 1, b: { c: [] } }, { '': 1, é: 2, '\ud800': 3 }, { constructor: 1, toString: 2 }],
  'large objects': [15, 16, 17, 70_000].map((n) =>
    Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i])),
  ),
  maps: [
    new Map(),
    new Map<unknown, unknown>([
      [1, 'a'],
      ['k', [2]],
      [null, new Map([[true, 0.5]])],
    ]),
  ],
  sets: [new Set(), new Set([1, 'a', null, 2n ** 80n])],
  dates: [0, 1, -1, 1e12, 2 ** 32 * 1000, 2 ** 34 * 1000, -62135596800000, 253402300799999].map(
    (n) => new Date(n),
  ),
  buffers: [Buffer.alloc(0), Buffer.from('bytes'), Buffer.alloc(256, 7), Buffer.alloc(70_000, 1)],
  'typed arrays': [
    Int8Array.of(-1, 2),
    Uint8ClampedArray.of(1, 255),
    Int16Array.of(-300),
    Uint16Array.of(60_000),
    Int32Array.of(-1e9),
    Uint32Array.of(4e9),
    BigInt64Array.of(-(2n ** 63n)),
    BigUint64Array.of(2n ** 64n - 1n),
    Float32Array.of(0.5),
    Float64Array.of(0.1, Number.NaN),
    new Float64Array(0),
  ],
  'arrays of more dimensions': [
    new NdArray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]),
    new NdArray(Uint8Array.of(1, 0), [1, 2], 'bool'),
    new NdArray(Int16Array.of(5), []),
    new NdArray(new Float32Array(0), [3, 0, 5]),
    new NdArray(Float64Array.of(1, 2, 3, 4), [2], 'complex128'),
    new NdArray(Float32Array.of(1, 2), [1, 1], 'complex64'),
  ],
};

describe('a value comes back as it was', () => {
  it.each(Object.entries(same))('%s', (_, values) => {
    for (const value of values) expect(roundTrip(value)).toStrictEqual(value);
  });

  it('keeps the order of keys and entries', () => {
    expect(Object.keys(roundTrip({ z: 1, a: 2, m: 3 }) as object)).toEqual(['z', 'a', 'm']);
    expect([
      ...(
        roundTrip(
          new Map([
            ['z', 1],
            ['a', 2],
          ]),
        ) as Map<string, number>
      ).keys(),
    ]).toEqual(['z', 'a']);
  });

  it('keeps __proto__ and its like as own properties', () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}, "hasOwnProperty": 1}');
    const result = roundTrip(value) as object;
    expect(Object.entries(result)).toEqual(Object.entries(value));
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect((result as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('does not share memory with what it came from', () => {
    const bytes = encodeValue([Buffer.from('abc'), Float64Array.of(1)]);
    const [buffer, view] = decodeValue(bytes) as [Buffer, Float64Array];
    bytes.fill(0);
    expect(buffer.toString()).toBe('abc');
    expect(view[0]).toBe(1);
    expect(view.buffer.byteLength).toBe(8);
  });
});

const changed: [string, unknown, unknown][] = [
  ['undefined', undefined, null],
  ['undefined in an object', { a: undefined }, { a: null }],
  ['holes', Object.assign(Array(3), { 1: 1 }), [null, 1, null]],
  ['a null prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  [
    'symbol keys and hidden ones',
    Object.defineProperty({ a: 1, [Symbol()]: 2 }, 'b', { value: 3 }),
    { a: 1 },
  ],
  ['safe bigints', [5n, -5n, 2n ** 53n - 1n], [5, -5, 2 ** 53 - 1]],
  ['tuples', tuple(1, tuple('a')), [1, ['a']]],
  ['floats', float(3), 3],
  ['Uint8Array', Uint8Array.of(1, 2), Buffer.of(1, 2)],
  ['ArrayBuffer', Uint8Array.of(1, 2).buffer, Buffer.of(1, 2)],
  ['SharedArrayBuffer', new SharedArrayBuffer(2), Buffer.alloc(2)],
  ['a Uint8Array in shared memory', new Uint8Array(new SharedArrayBuffer(3), 1), Buffer.alloc(2)],
  ['a subclass of Map', new (class extends Map<number, number> {})([[1, 2]]), new Map([[1, 2]])],
  ['a subclass of Array', new (class extends Array<string> {})('a', 'b'), ['a', 'b']],
  [
    'another realm',
    runInNewContext('({ o: { a: 1 }, m: new Map([[1, [2]]]), d: new Date(5) })'),
    { o: { a: 1 }, m: new Map([[1, [2]]]), d: new Date(5) },
  ],
  [
    'an object with getters',
    {
      get a() {
        return 1;
      },
    },
    { a: 1 },
  ],
  ['a Proxy', new Proxy({ a: [1] }, {}), { a: [1] }],
];

describe('a value comes back as what stands for it', () => {
  it.each(changed)('%s', (_, value, expected) => expect(roundTrip(value)).toStrictEqual(expected));

  it('gives a DataView of its own bytes', () => {
    const view = roundTrip(new DataView(Uint8Array.of(1, 2, 3).buffer, 1)) as DataView;
    expect(view).toBeInstanceOf(DataView);
    expect([view.byteLength, view.getUint8(0)]).toEqual([2, 2]);
  });

  it('sees no inherited keys, even where Object.prototype has one', () => {
    const inherited = { value: 1, configurable: true, enumerable: true, writable: true };
    Object.defineProperty(Object.prototype, 'inherited', inherited);
    try {
      expect(Object.keys(roundTrip({ a: { b: 1 } }) as object)).toEqual(['a']);
    } finally {
      delete (Object.prototype as { inherited?: number }).inherited;
    }
  });
});

describe('the bytes', () => {
  it.each([
    [1, '01'],
    [-1, 'ff'],
    [128, 'cc80'],
    [-129, 'd1ff7f'],
    [2 ** 32, 'cf0000000100000000'],
    [-0, 'cb8000000000000000'],
    [2n ** 64n, 'c70901000000000000000001'],
    [-(2n ** 63n) - 1n, 'c70901ffffffffffffff7fff'],
    ['\ud800', 'c70302eda080'],
    [new Map([[1, 2]]), 'c900000002030102'],
    [new Set([1]), 'c9000000010401'],
    [tuple(1, 2), 'c900000002090102'],
    [Int16Array.of(1), 'd705680101000000' + '0100'],
    [float(1), 'cb3ff0000000000000'],
    [new Date(1000), 'd6ff00000001'],
  ])('of %o are %s', (value, expected) => expect(hex(value)).toBe(expected));
});
