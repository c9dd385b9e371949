import { describe, expect, it } from 'vitest';
import {
  ConversionError,
  decodeValue,
  encodeValue,
  maxDepth,
  WireDecoder,
  WireEncoder,
  wireExtensions,
} from './index';

const bytes = (hex: string) => Buffer.from(hex, 'hex');
const extension = (type: number, payload: Uint8Array) =>
  Buffer.concat([
    bytes('c9'),
    Buffer.from(Uint32Array.of(payload.length).buffer).reverse(),
    Buffer.from([type]),
    payload,
  ]);

const wrong: [string, string, RegExp][] = [
  ['nothing', '', /too early/],
  ['an unused byte', 'c1', /not used/],
  ['a cut integer', 'cd01', /too early/],
  ['a cut text', 'a3ff', /too early/],
  ['a text that is longer than the message', 'dbffffffff61', /too early/],
  ['bytes that are longer than the message', 'c6ffffffff61', /too early/],
  ['an array that is longer than the message', 'ddffffffff01', /too early/],
  ['a map that is longer than the message', 'dfffffffff', /too early/],
  ['a text that is not UTF-8', 'a2c328', /not UTF-8 at byte 0/],
  ['a text with an overlong form', 'a3e08080', /not UTF-8/],
  ['a text with a surrogate', 'a3eda080', /not UTF-8/],
  ['a text beyond U+10FFFF', 'a4f4908080', /not UTF-8/],
  ['a text that ends within a character', '92a2e4b8a561626364e4', /not UTF-8/],
  ['a map with a key that is no text', '810102', /no text/],
  ['an unknown extension', 'd46300', /extension type 99 is unknown/],
  ['an extension that is longer than the message', 'c9ffffffff03', /too early/],
  ['an item beyond the end of its extension', 'd404cd0001', /too early/],
  ['an odd number of parts in a mapping', 'd40301', /too early/],
  ['an integer without bytes', 'c70001', /no bytes/],
  ['numbers of an unknown kind', 'c7010878', /kind/],
  ['numbers that are no multiple of eight bytes', 'c703086e0000', /multiple of 8/],
  ['a timestamp of odd length', 'd4ff00', /4, 8 or 12/],
  ['a timestamp with too many nanoseconds', 'd7ffffffffff00000000', /nanoseconds/],
  ['a timestamp beyond Date', 'c70cff000000007fffffffffffffff', /beyond/],
  ['a view of an unknown format', 'c706057a0100000000', /format/],
  ['a view that is larger than its bytes', 'c7070562010200000001', /does not fit/],
  ['a view with bytes too many', 'c7080562010100000001' + '02', /does not fit/],
  ['a view with a shape beyond all bounds', `c712056404${'ffffffff'.repeat(4)}`, /does not fit/],
  ['a view with 65 dimensions', `c7420562416${'0'.repeat(127)}`, /dimensions/],
  ['a reference', `c70c0a${'00'.repeat(12)}`, /Python object/],
  ['a function', 'd60b00000000', /function/],
  ['pinned bytes', 'd60700000000', /beside the message/],
  ['a pinned view', 'c70a0662010000000000000000', /beside the message/],
  ['two values', '0102', /1 bytes follow/],
];

describe('WireDecoder', () => {
  it.each(wrong)('refuses %s', (_, hex, message) => {
    expect(() => decodeValue(bytes(hex))).toThrow(message);
    expect(() => decodeValue(bytes(hex))).toThrow(ConversionError);
  });

  it('names the path', () => {
    const path = (hex: string) => {
      try {
        new WireDecoder().decode(bytes(hex), 0, hex.length / 2, () => 'result');
      } catch (error) {
        return (error as ConversionError).path;
      }
    };
    expect(path('9201c1')).toBe('result[1]');
    expect(path('81a16192c0c1')).toBe('result.a[1]');
    expect(path('c703030191c1')).toBe('result.get(1)[0]');
  });

  it('takes 512 arrays in one another and not one more, of whatever kind', () => {
    const nested = (depth: number) => {
      let value: Uint8Array = bytes('90');
      for (let i = 1; i < depth; i++) {
        const kinds = [
          () => Buffer.concat([bytes('91'), value]),
          () => Buffer.concat([bytes('81a161'), value]),
          () => extension(wireExtensions.tuple, value),
          () => extension(wireExtensions.set, value),
          () => extension(wireExtensions.mapping, Buffer.concat([bytes('01'), value])),
        ];
        value = (kinds[i % 5] as () => Uint8Array)();
      }
      return value;
    };
    expect(() => decodeValue(nested(maxDepth))).not.toThrow();
    expect(() => decodeValue(nested(maxDepth + 1))).toThrow(/512 deep/);
    expect(() => decodeValue(Buffer.alloc(5_000_000, 0x91))).toThrow(/512 deep/);
  });

  it('reserves nothing on the word of a length', () => {
    const claim = Buffer.concat(Array.from({ length: 500 }, () => bytes('dd00ffffff')));
    const before = process.memoryUsage().rss;
    expect(() => decodeValue(Buffer.concat([claim, Buffer.alloc(1000, 1)]))).toThrow(ConversionError);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  it('accepts formats of MessagePack that are longer than needed', () => {
    expect(decodeValue(bytes('df00000001db0000000161dd00000002d3000000000000000' + '1ca3fc00000'))).toEqual({
      a: [1, 1.5],
    });
  });

  it('decodes one value after another', () => {
    const decoder = new WireDecoder();
    const both = Buffer.concat([encodeValue(['a']), encodeValue({ b: 1 })]);
    expect(decoder.decodeAt(both, 0, both.length, 'first')).toEqual(['a']);
    expect(decoder.decode(both, decoder.next, both.length, 'second')).toEqual({ b: 1 });
  });

  it('can be used by its own hooks', () => {
    const inner = encodeValue([1, 2, 3]);
    const decoder: WireDecoder = new WireDecoder({
      function: () => decoder.decode(inner, 0, inner.length, 'inner'),
    });
    const encoder = new WireEncoder({
      special: (_, e) => {
        e.writeFunction(1);
        return true;
      },
    });
    encoder.encode([{ f() {} }, 'after'], 'value');
    expect(decoder.decode(encoder.bytes, 0, encoder.position, 'value')).toEqual([{ f: [1, 2, 3] }, 'after']);
  });
});
