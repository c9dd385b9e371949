import { randomNumbers } from '@pyloom/common';
import { addExtension, Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { ConversionError, decodeValue, encodeValue, wireExtensions } from './index';

const seed = Number(process.env.SEED ?? 20240611);

/** Any value that comes back as it was; plain ones are what other programs' MessagePack carries as well. */
function makeValue(random: () => number, depth: number, plain: boolean): unknown {
  const below = (n: number) => Math.floor(random() * n);
  const items = <T>(make: () => T) => Array.from({ length: below(20) }, make);
  const inner = () => makeValue(random, depth - 1, plain);
  const text = () => items(() => String.fromCharCode(below(plain ? 0xd800 : 0x10000))).join('');
  const scalars: (() => unknown)[] = [
    () => null,
    () => random() < 0.5,
    () => below(300) - 150,
    () => random() * 1e12,
    () => text(),
    // Not -0, of which msgpackr makes 0.
    () => Math.trunc((random() - 0.5) * 2 ** (1 + below(53))) || 0,
    () => `${'k'.repeat(below(60))}${text()}`,
    () => Buffer.from(items(() => below(256))),
    () => items(random),
    () => items(() => below(1e6)),
  ];
  const rich: (() => unknown)[] = [
    () => BigInt.asIntN(1 + below(300), BigInt(Math.trunc(random() * 2 ** 53)) ** 6n) * 2n ** 64n + 2n ** 63n,
    () => new Date(below(1e13)),
    () => Float32Array.from(items(random)),
    () => [-0, Number.NaN, Infinity][below(3)],
  ];
  const containers: (() => unknown)[] = [
    () => items(inner),
    () => Object.fromEntries(items(() => [`k${text()}`, inner()])),
  ];
  const richContainers: (() => unknown)[] = [
    () => new Set(items(inner)),
    () => new Map(items(() => [inner(), inner()])),
  ];
  const kinds = [
    ...scalars,
    ...(plain ? [] : rich),
    ...(depth ? containers : []),
    ...(depth && !plain ? richContainers : []),
  ];
  return (kinds[below(kinds.length)] as () => unknown)();
}

/** Buffers of a Set or Map are compared by identity elsewhere; here bytes are told by their content. */
const values = (count: number, plain: boolean) => {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, () => makeValue(random, 3, plain));
};

describe(`random values (SEED=${seed})`, () => {
  it('come back as they were', () => {
    for (const value of values(1500, false)) {
      const bytes = encodeValue(value);
      const result = decodeValue(bytes);
      expect(encodeValue(result)).toEqual(bytes);
      expect(result).toStrictEqual(value);
    }
  });

  // What any other program has to know about long arrays of numbers.
  addExtension({
    type: wireExtensions.numbers,
    unpack: (bytes: Uint8Array) => [...new Float64Array(Uint8Array.from(bytes).slice(1).buffer)],
  } as never);

  it('are read by msgpackr, and msgpackr is read', () => {
    // By default it makes bigints of all integers of 64 bits.
    const packr = new Packr({ useRecords: false, int64AsType: 'number' });
    for (const value of values(1000, true)) {
      const bytes = packr.pack(value);
      expect(decodeValue(bytes)).toStrictEqual(value);
      expect(packr.unpack(Buffer.from(encodeValue(value)))).toStrictEqual(value);
    }
  });

  it('give a value or a ConversionError when their bytes are changed', () => {
    const random = randomNumbers(seed + 1);
    for (const value of values(1500, false)) {
      const bytes = encodeValue(value);
      for (let i = 0; i < 1 + random() * 4; i++) bytes[Math.floor(random() * bytes.length)] = random() * 256;
      expectValueOrConversionError(bytes.subarray(0, Math.ceil(bytes.length * Math.min(1, random() * 3))));
    }
  });

  it('give a value or a ConversionError when they are bytes without sense', () => {
    const random = randomNumbers(seed + 2);
    for (let i = 0; i < 20_000; i++) {
      const bytes = Uint8Array.from({ length: 1 + random() * 40 }, () => random() * 256);
      if (i % 2) bytes[0] = 0xc7;
      if (i % 2) bytes[2] = 1 + random() * 12;
      expectValueOrConversionError(bytes);
    }
  });
});

function expectValueOrConversionError(bytes: Uint8Array): void {
  try {
    decodeValue(bytes);
  } catch (error) {
    if (!(error instanceof ConversionError))
      throw new Error(Buffer.from(bytes).toString('hex'), { cause: error });
  }
}
