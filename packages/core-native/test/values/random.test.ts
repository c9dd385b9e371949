import { isDeepStrictEqual } from 'node:util';
import { randomNumbers } from '@pyloom/common';
import { describe, expect, it } from 'vitest';
import { NdArray } from '../../src';
import { type Mode, modes, session } from './modes';

const seed = Number(process.env.SEED ?? 20240711);
const count = 50_000;
const batch = 500;

/** Any value that comes back as it went. */
class RandomValues {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  make(depth: number): unknown {
    const kinds = depth > 0 ? [...this.#scalars, ...this.#arrays, ...this.#containers] : this.#scalars;
    return (this.#pick(kinds) as (depth: number) => unknown)(depth - 1);
  }

  readonly #scalars: readonly ((depth: number) => unknown)[] = [
    () => null,
    () => this.#random() < 0.5,
    () => this.#below(300) - 150,
    () => Math.trunc((this.#random() - 0.5) * 2 ** (1 + this.#below(54))),
    () => this.#float(),
    () => this.#bigint(),
    () => this.#text(),
    () => this.#text(),
    () => new Date(this.#below(8.64e12) - this.#below(6.2e13)),
  ];

  readonly #arrays: readonly (() => unknown)[] = [
    () => Buffer.from(this.#items(40, () => this.#below(256))),
    () => this.#items(100, () => this.#float()),
    () => this.#items(100, () => this.#below(2 ** 40) - 2 ** 39),
    () => this.#items(60, () => (this.#random() < 0.99 ? this.#float() : null)),
    () => Float64Array.from(this.#items(20, () => this.#float())),
    () => Float32Array.from(this.#items(20, () => this.#below(1000) / 8)),
    () => Int16Array.from(this.#items(20, () => this.#below(65_536))),
    () => BigUint64Array.from(this.#items(5, () => BigInt.asUintN(64, this.#bigint()))),
    () =>
      new NdArray(
        Uint32Array.from({ length: 12 }, () => this.#below(2 ** 32)),
        [2, 3, 2],
      ),
  ];

  readonly #containers: readonly ((depth: number) => unknown)[] = [
    (depth) => this.#items(12, () => this.make(depth)),
    (depth) => this.#items(12, () => this.make(depth)),
    (depth) => Object.fromEntries(this.#items(12, () => [this.#key(), this.make(depth)])),
    (depth) => Object.fromEntries(this.#items(12, () => [this.#key(), this.make(depth)])),
    // A number among the keys keeps it from coming back as an object.
    (depth) => new Map([[-5, null], ...this.#items(8, () => [this.#hashable(), this.make(depth)] as const)]),
    () => new Set(this.#items(8, () => this.#hashable())),
  ];

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }

  #items<T>(limit: number, make: () => T): T[] {
    return Array.from({ length: this.#below(limit) }, make);
  }

  #float(): number {
    const odd = [-0, 0, Number.NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, 2 ** 53, -(2 ** 63)];
    return this.#random() < 0.2 ? this.#pick(odd) : (this.#random() - 0.5) * 10 ** this.#below(40);
  }

  #bigint(): bigint {
    const digits = this.#items(40, () => this.#below(2 ** 32).toString(16)).join('');
    const value = BigInt(`0x1${digits}`) + 2n ** 53n;
    return this.#random() < 0.5 ? value : -value;
  }

  #text(): string {
    const limit = this.#pick([0x80, 0x100, 0x3000, 0x10000, 0x110000]);
    return this.#items(30, () => String.fromCodePoint(this.#below(limit))).join('');
  }

  #key(): string {
    return this.#random() < 0.7
      ? `key${this.#below(50)}`
      : this.#pick([this.#text(), '__proto__', 'constructor', '']);
  }

  /** No two of which are equal in Python and different in JavaScript. */
  #hashable(): unknown {
    return this.#pick([
      () => this.#below(1000) + 0.5,
      () => this.#below(1000) + 2,
      () => this.#bigint(),
      () => this.#text(),
      () => null,
    ])();
  }
}

const random = new RandomValues(randomNumbers(seed));
// Deeper ones are seldom needed and take long to make.
const values = Array.from({ length: count }, (_, i) => random.make(i % 10 === 0 ? 4 : 1));

const source = `
import random

def text(r):
    limit = r.choice([0x80, 0x100, 0x3000, 0x10000, 0x110000])
    text = ''.join(chr(r.randrange(limit)) for _ in range(r.randrange(30)))
    # Two surrogates that make a pair are one character in JavaScript.
    return text.encode('utf-16', 'surrogatepass').decode('utf-16', 'surrogatepass')

def make(r, depth):
    kind = r.randrange(8 if depth else 6)
    if kind == 0:
        return r.choice([None, True, False])
    if kind == 1:
        return r.randrange(-2**r.randrange(1, 300), 2**r.randrange(1, 300))
    if kind == 2:
        return r.random() * 10 ** r.randrange(6)
    if kind == 3:
        return bytes(r.randrange(256) for _ in range(r.randrange(50)))
    if kind < 6:
        return text(r)
    if kind == 6:
        return [make(r, depth - 1) for _ in range(r.randrange(40))]
    return {text(r): make(r, depth - 1) for _ in range(r.randrange(12))}

def shape(value):
    """Tells 1 from True and 1.0; the order of keys such as '7' is not kept by JavaScript."""
    if isinstance(value, dict):
        return sorted((key, shape(item)) for key, item in value.items())
    return [shape(item) for item in value] if isinstance(value, list) else repr(value)

def differences(seed, count):
    import pyloom
    r = random.Random(seed)
    values = [make(r, 3) for _ in range(count)]
    back = pyloom.call('mirror', values)
    return [[ascii(a), ascii(b)] for a, b in zip(values, back) if shape(a) != shape(b)][:3] or len(back)
`;
session.registerHostFunction('mirror', (value: unknown) => value);

describe.each(modes)(`random values in $name (SEED=${seed})`, (mode: Mode) => {
  it(`come back as they went, ${count} of them`, async () => {
    for (let from = 0; from < count; from += batch) {
      const sent = values.slice(from, from + batch);
      const back: unknown[] = await mode.call('echo', [sent]);
      if (isDeepStrictEqual(back, sent)) continue;
      const wrong = sent.findIndex((value, i) => !isDeepStrictEqual(back[i], value));
      expect(back[wrong], `value ${from + wrong}`).toStrictEqual(sent[wrong]);
      throw new Error(`value ${from + wrong} came back as something else`);
    }
  });

  it('of Python come back as they went', async () => {
    for (let i = 0; i < 20; i++) {
      const expression = `names = {}; exec(${JSON.stringify(source)}, names)\nnames["differences"](${seed + i}, 250)`;
      expect(await mode.call('make', [expression])).toBe(250);
    }
  });
});
