import { isPyloomError } from '@pyloom/common';
import { describe, expect, it } from 'vitest';
import {
  ConversionError,
  encodeValue,
  maxDepth,
  NdArray,
  naive,
  ndarray,
  tuple,
  WireDecoder,
  WireEncoder,
} from './index';

function refusal(value: unknown, root = 'args[0]'): ConversionError {
  try {
    new WireEncoder().encode(value, root);
  } catch (error) {
    if (error instanceof ConversionError) return error;
    throw error;
  }
  throw new Error('the value was not refused');
}

function nested(depth: number): unknown[] {
  let value: unknown[] = [];
  for (let i = 1; i < depth; i++) value = [value];
  return value;
}

const cyclic: Record<string, unknown> = { list: [1] };
cyclic.self = cyclic;
const transferred = new ArrayBuffer(8);
const viewOfTransferred = new Float64Array(transferred);
const dataViewOfTransferred = new DataView(transferred);
const arrayOfTransferred = new NdArray(viewOfTransferred, [1, 1]);
structuredClone(transferred, { transfer: [transferred] });

const refused: [string, unknown, RegExp][] = [
  ['a symbol', Symbol('s'), /Symbol\(s\) is a symbol/],
  ['a function', function cb() {}, /function/],
  ['a class', class Widget {}, /Widget.*function/],
  ['an instance of a class', new (class Widget {})(), /instance of Widget.*plain object/],
  ['a RegExp', /x/, /RegExp/],
  ['an Error', new Error('no'), /Error: no/],
  ['a Promise', Promise.resolve(), /awaited/],
  ['a URL', new URL('http://a'), /URL/],
  ['boxed primitives', new Number(1), /Number/],
  ['a WeakMap', new WeakMap(), /WeakMap/],
  ['an object made from another', Object.create({ a: 1 }), /instance of Object/],
  ['an object that pretends to be a Map', Object.create(Map.prototype), /instance of Map/],
  ['an invalid Date', new Date(Number.NaN), /invalid/],
  ['a Date before the year 1', new Date(-62135596800001), /years 1 to 9999/],
  ['a Date after the year 9999', new Date(253402300800000), /years 1 to 9999/],
  ['a naive date where stores can keep it', naive(new Date(0)), /naive.*store the Date/],
  ['a cycle', cyclic, /contains itself/],
  ['513 arrays in one another', nested(maxDepth + 1), /512 deep/],
  ['a transferred ArrayBuffer', transferred, /transferred/],
  ['a view of a transferred ArrayBuffer', viewOfTransferred, /transferred/],
  ['a DataView of a transferred ArrayBuffer', dataViewOfTransferred, /transferred/],
  ['an array for NumPy', ndarray(Float64Array.of(1)), /for what Python is called with/],
  ['a moment in an array', new NdArray(BigInt64Array.of(1n), [1], 'datetime64[s]'), /store its data/],
  ['a masked array', new NdArray(Int8Array.of(1), [1], 'int8', Uint8Array.of(1)), /a masked array/],
  ['an NdArray of a transferred ArrayBuffer', arrayOfTransferred, /transferred/],
];

describe('WireEncoder', () => {
  it.each(refused)('refuses %s', (_, value, message) => {
    const error = refusal(value);
    expect(error.message).toMatch(message);
    expect(error).toBeInstanceOf(TypeError);
    expect([error.code, error.name, isPyloomError(error)]).toEqual([
      'ERR_PYLOOM_CONVERSION',
      'ConversionError',
      true,
    ]);
  });

  it.each([
    [{ rows: [0, 1, 2, { cb() {} }] }, 'args[0].rows[3].cb'],
    [{ 'odd key': [Symbol()] }, 'args[0]["odd key"][0]'],
    [new Map([['k', { f() {} }]]), "args[0].get('k').f"],
    [new Map([[() => {}, 1]]), 'args[0].key([Function (anonymous)])'],
    [[new Set([/x/])], 'args[0][0].item(/x/)'],
    [tuple(1, Symbol()), 'args[0][1]'],
    [cyclic, 'args[0].self'],
    [[...Array(100).keys(), Symbol()], 'args[0][100]'],
    [Symbol(), 'args[0]'],
  ])('names the path to the culprit: %#', (value, path) => {
    const error = refusal(value);
    expect(error.path).toBe(path);
    expect(error.message).toContain(path);
  });

  it('asks for a root only when it needs one', () => {
    let asked = 0;
    const root = () => `root${++asked}`;
    const encoder = new WireEncoder();
    encoder.encode({ fine: 1 }, root);
    expect(asked).toBe(0);
    expect(() => encoder.encode({ bad: Symbol() }, root)).toThrow(/root1\.bad/);
  });

  it('takes 512 arrays in one another, and one value in two places', () => {
    const shared = { a: 1 };
    expect(() => encodeValue(nested(maxDepth))).not.toThrow();
    expect(() => encodeValue([shared, shared, { shared }])).not.toThrow();
  });

  it('counts the depth from each argument, and gives each its path', () => {
    const encoder = new WireEncoder();
    encoder.encodeArray([nested(maxDepth)], 'args');
    encoder.encodeRecord({ deep: nested(maxDepth) }, 'kwargs');
    expect(() => encoder.encodeArray([1, { a: Symbol() }], 'args')).toThrow(/args\[1\]\.a/);
    expect(() => encoder.encodeRecord({ k: [Symbol()] }, 'kwargs')).toThrow(/kwargs\.k\[0\]/);
  });

  it('leaves undefined out of a record', () => {
    const record = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, i % 2 ? i : undefined]));
    const encoder = new WireEncoder();
    encoder.encodeRecord(record, 'kwargs');
    encoder.encodeRecord({ a: undefined, b: null }, 'kwargs');
    const decoder = new WireDecoder();
    const first = decoder.decodeAt(encoder.bytes, 0, encoder.position, 'kwargs') as object;
    expect(Object.keys(first)).toEqual(Array.from({ length: 20 }, (_, i) => `k${2 * i + 1}`));
    expect(decoder.decode(encoder.bytes, decoder.next, encoder.position, 'kwargs')).toEqual({ b: null });
  });

  it('is as before after a refusal', () => {
    const encoder = new WireEncoder();
    encoder.encode('first', 'value');
    const { position } = encoder;
    for (const [, value] of refused)
      expect(() => encoder.encode([1, value], 'value')).toThrow(ConversionError);
    expect(encoder.position).toBe(position);
    encoder.encode(nested(maxDepth), 'value');
    expect(new WireDecoder().decode(encoder.bytes, 0, position, 'value')).toBe('first');
  });

  it('passes on what a getter or a proxy throws, and is as before', () => {
    const encoder = new WireEncoder();
    const thrown = new Error('mine');
    const fail = () => {
      throw thrown;
    };
    const throwing = [
      Object.defineProperty({}, 'a', { get: fail, enumerable: true }),
      new Proxy({}, { ownKeys: fail }),
      new Proxy([1], { get: fail }),
      new Proxy({}, { getPrototypeOf: fail }),
    ];
    for (const value of throwing) {
      expect(() => encoder.encode({ value }, 'value')).toThrow(thrown);
      expect([encoder.position, encoder.busy]).toEqual([0, false]);
    }
    encoder.encode(1, 'value');
  });

  it('says so when a getter calls it again', () => {
    const encoder = new WireEncoder();
    const meddle = (use: () => void) => ({
      get a() {
        use();
        return 1;
      },
    });
    expect(() =>
      encoder.encode(
        meddle(() => encoder.encode(1, 'value')),
        'value',
      ),
    ).toThrow(/in use/);
    expect(() =>
      encoder.encode(
        meddle(() => {
          encoder.position = 0;
        }),
        'value',
      ),
    ).toThrow(/in use/);
    expect(encodeValue(meddle(() => encodeValue({ inner: 'x'.repeat(10_000) })))).toEqual(
      encodeValue({ a: 1 }),
    );
  });

  it('stands changes made by getters while it reads', () => {
    const list: unknown[] = [
      {
        get a() {
          list.length = 1;
          return 1;
        },
      },
      2,
      3,
    ];
    expect(encodeValue(list)).toEqual(encodeValue([{ a: 1 }, null, null]));
    const map = new Map<unknown, unknown>();
    map.set(0, {
      get a() {
        for (let i = 0; i < 5; i++) map.set(Symbol(), i);
        return 1;
      },
    });
    expect(encodeValue(map)).toEqual(encodeValue(new Map([[0, { a: 1 }]])));
  });

  it('gives back the memory of a large message', () => {
    const encoder = new WireEncoder();
    encoder.encode('x'.repeat(5_000_000), 'value');
    encoder.position = 0;
    encoder.trim();
    expect(encoder.bytes.length).toBeLessThan(100_000);
    encoder.encode('still works', 'value');
  });

  it('has helpers for framers, little-endian', () => {
    const encoder = new WireEncoder();
    encoder.writeUint8(1);
    encoder.writeUint16(0x203);
    encoder.writeUint32(0x4050607);
    encoder.writeFloat64(1);
    expect(Buffer.from(encoder.bytes.subarray(0, encoder.position)).toString('hex')).toBe(
      '01030207060504000000000000f03f',
    );
  });
});

describe('NdArray', () => {
  it.each([
    [() => new NdArray(new Float64Array(6), [2, 2]), /\[2, 2\] does not fit data of 6 elements/],
    [() => new NdArray(new Float64Array(6), [-2, -3]), /integers/],
    [() => new NdArray(new Float64Array(1), [Number.NaN]), /integers/],
    [() => new NdArray(new Float64Array(1), [undefined] as never), /integers/],
    [() => new NdArray(new Float64Array(6), 6 as never), /shape must be an array/],
    [() => new NdArray([1] as never, [1]), /typed array/],
    [() => new NdArray(new DataView(new ArrayBuffer(1)), [1]), /typed array/],
    [() => new NdArray(new Float64Array(6), [6], 'int64'), /'int64' does not fit Float64Array/],
    [() => new NdArray(new Float64Array(1), Array(65).fill(1)), /64 dimensions/],
  ])('refuses what does not fit: %#', (make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' }));
  });
});
