import { float16OfBits } from '@pyloom/common';
import { bitAt } from './arrow-bits';
import type { ArrowChunk } from './arrow-chunk';
import { type ArrowField, hasValidity } from './arrow-field';
import { readDecimal, readInterval } from './arrow-numbers';
import { dateOfDays, dateOfUnits } from './arrow-times';

/** Gives the value of a row of a chunk; null where there is none. */
export type ValueAt = (row: number) => unknown;

/** How the values of a chunk are read. */
export function valuesOf(field: ArrowField, chunk: ArrowChunk): ValueAt {
  const present = chunk.dictionary ? ofDictionary(field, chunk) : ofFormat(field, chunk);
  const { validity, offset } = chunk;
  if (validity === undefined || !hasValidity(field.format)) return present;
  return (row) => (bitAt(validity, row + offset) ? present(row) : null);
}

function ofDictionary(field: ArrowField, chunk: ArrowChunk): ValueAt {
  const index = ofFormat({ ...field, dictionary: undefined } as ArrowField, chunk);
  const value = valuesOf(field.dictionary as ArrowField, chunk.dictionary as ArrowChunk);
  return (row) => value(Number(index(row)));
}

function ofFormat(field: ArrowField, chunk: ArrowChunk): ValueAt {
  const { format } = field;
  const { offset } = chunk;
  if (format === 'n') return () => null;
  if (format === 'b') {
    const bits = chunk.bytes(1);
    return (row) => bitAt(bits, row + offset);
  }
  const numbers = numbersOf(format, chunk);
  if (numbers) return (row) => plainNumber(numbers[row + offset] as number | bigint);
  if (format === 'e') {
    const bits = chunk.numbers(1, Uint16Array);
    return (row) => float16OfBits(bits[row + offset] as number);
  }
  if (format.startsWith('d:')) return decimals(format, chunk);
  if (format.startsWith('w:')) {
    const width = Number(format.slice(2));
    return (row) => Buffer.from(chunk.bytes(1).subarray((row + offset) * width, (row + offset + 1) * width));
  }
  if (/^[vuUzZ]/.test(format)) return pieces(format, chunk);
  if (format.startsWith('t')) return times(format, chunk);
  return ofNested(field, chunk);
}

const arrays = {
  c: Int8Array,
  C: Uint8Array,
  s: Int16Array,
  S: Uint16Array,
  i: Int32Array,
  I: Uint32Array,
  l: BigInt64Array,
  L: BigUint64Array,
  f: Float32Array,
  g: Float64Array,
} as const;

/** The numbers of a chunk as they lie there, rows before its offset included; undefined for other types. */
export function numbersOf(format: string, chunk: ArrowChunk) {
  const Numbers = arrays[format as keyof typeof arrays];
  return Numbers && chunk.numbers<InstanceType<typeof Numbers>>(1, Numbers as never);
}

/** No numbers, of the type that they would be of; undefined for other types. */
export function noNumbersOf(format: string) {
  const Numbers = arrays[format as keyof typeof arrays];
  return Numbers && new Numbers(0);
}

function plainNumber(value: number | bigint): number | bigint {
  if (typeof value === 'number') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decimals(format: string, chunk: ArrowChunk): ValueAt {
  const [, scale = '0', bits = '128'] = format.slice(2).split(',');
  const width = Number(bits) / 8;
  return (row) => readDecimal(chunk.bytes(1), (row + chunk.offset) * width, width, Number(scale));
}

function pieces(format: string, chunk: ArrowChunk): ValueAt {
  const isText = format.toLowerCase().endsWith('u');
  const piece = format.startsWith('v') ? viewed(chunk) : cut(format, chunk);
  return (row) => {
    const bytes = piece(row + chunk.offset);
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return isText ? buffer.toString('utf8') : Buffer.from(buffer);
  };
}

function cut(format: string, chunk: ArrowChunk): (row: number) => Uint8Array {
  const isLong = format === 'U' || format === 'Z';
  const offsets = isLong ? chunk.numbers(1, BigInt64Array) : chunk.numbers(1, Int32Array);
  const bytes = chunk.bytes(2);
  return (row) => bytes.subarray(Number(offsets[row]), Number(offsets[row + 1]));
}

/** Views of 16 bytes: the length, then the text itself if it is short, else its beginning, the number of a buffer, and where it begins there. */
function viewed(chunk: ArrowChunk): (row: number) => Uint8Array {
  const views = chunk.bytes(1);
  const numbers = chunk.numbers(1, Int32Array);
  return (row) => {
    const length = numbers[row * 4] as number;
    if (length <= 12) return views.subarray(row * 16 + 4, row * 16 + 4 + length);
    const start = numbers[row * 4 + 3] as number;
    return chunk.bytes(2 + (numbers[row * 4 + 2] as number)).subarray(start, start + length);
  };
}

function times(format: string, chunk: ArrowChunk): ValueAt {
  const { offset } = chunk;
  const interval = format.startsWith('ti');
  if (interval) return (row) => readInterval(format, chunk.bytes(1), row + offset);
  const is32 = format === 'tdD' || format === 'tts' || format === 'ttm';
  const counts = is32 ? chunk.numbers(1, Int32Array) : chunk.numbers(1, BigInt64Array);
  const count = (row: number) => counts[row + offset] as number | bigint;
  if (format === 'tdD') return (row) => dateOfDays(Number(count(row)));
  if (format === 'tdm') return (row) => new Date(Number(count(row)));
  if (format.startsWith('ts')) {
    const [unit = '', zone] = [format[2], format.slice(4)];
    return (row) => dateOfUnits(count(row) as bigint, unit, zone !== '');
  }
  return (row) => plainNumber(count(row));
}

function ofNested(field: ArrowField, chunk: ArrowChunk): ValueAt {
  const { format } = field;
  const { offset } = chunk;
  const children = chunk.children.map((child, i) => valuesOf(field.children[i] as ArrowField, child));
  const [first] = children;
  if (format === '+s') {
    const names = field.children.map(({ name }) => name);
    return (row) => Object.fromEntries(children.map((value, i) => [names[i], value(row + offset)]));
  }
  if (format.startsWith('+u')) return union(format, chunk, children);
  if (format === '+r') return runs(field.children[0] as ArrowField, chunk, children[1] as ValueAt);
  const bounds = boundsOf(format, chunk);
  const list = (row: number) => {
    const [start, end] = bounds(row + offset);
    return Array.from({ length: end - start }, (_, i) => first?.(start + i));
  };
  if (format !== '+m') return list;
  const [key = '', value = ''] = (field.children[0] as ArrowField).children.map(({ name }) => name);
  return (row) =>
    new Map((list(row) as Record<string, unknown>[]).map((entry) => [entry[key], entry[value]]));
}

function boundsOf(format: string, chunk: ArrowChunk): (row: number) => [start: number, end: number] {
  if (format.startsWith('+w:')) {
    const width = Number(format.slice(3));
    return (row) => [row * width, (row + 1) * width];
  }
  const isLong = format === '+L' || format === '+vL';
  const offsets = isLong ? chunk.numbers(1, BigInt64Array) : chunk.numbers(1, Int32Array);
  if (!format.startsWith('+v')) return (row) => [Number(offsets[row]), Number(offsets[row + 1])];
  const sizes = isLong ? chunk.numbers(2, BigInt64Array) : chunk.numbers(2, Int32Array);
  return (row) => [Number(offsets[row]), Number(offsets[row]) + Number(sizes[row])];
}

function union(format: string, chunk: ArrowChunk, children: readonly ValueAt[]): ValueAt {
  const types = chunk.numbers(0, Int8Array);
  const ids = format.slice(4).split(',').map(Number);
  const child = (row: number) => children[ids.indexOf(types[row + chunk.offset] as number)] as ValueAt;
  if (format.startsWith('+us:')) return (row) => child(row)(row + chunk.offset);
  const offsets = chunk.numbers(1, Int32Array);
  return (row) => child(row)(offsets[row + chunk.offset] as number);
}

/** By halving: the first run that ends beyond the row. */
function runs({ format }: ArrowField, chunk: ArrowChunk, value: ValueAt): ValueAt {
  const [ends] = chunk.children as [ArrowChunk];
  const numbers = numbersOf(format, ends);
  return (row) => {
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(numbers?.[middle + ends.offset]) > row + chunk.offset) high = middle;
      else low = middle + 1;
    }
    return value(low);
  };
}
