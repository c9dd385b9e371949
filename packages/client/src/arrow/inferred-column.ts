import { types } from 'node:util';
import { describeValue, isRecord } from '@pyloom/common';
import { ConversionError, keyStep } from '@pyloom/core-native';
import { packBits } from './arrow-bits';
import { fieldFlags } from './arrow-field';
import { bytesOf, kindOfArray, plainType, type TypedRows, typedRows } from './typed-column';

/** The path of a value, for the error that names it. */
type Where = (row: number) => string;

/** What the values of a column are; null and undefined are of every kind. */
type Kind =
  | 'number'
  | 'bigint'
  | 'string'
  | 'boolean'
  | 'Date'
  | 'bytes'
  | 'array'
  | 'object'
  | 'Map'
  | TypedKind;
type TypedKind = `${string}Array`;

type Values = readonly unknown[];

const maxOffset = 2 ** 31 - 1;

/**
 * A column of plain values: numbers are float64, bigints int64, Dates timestamps in milliseconds, arrays lists, objects structs.
 *
 * @throws ConversionError that names the row of a value that does not fit to those before it.
 */
export function inferredRows(name: string, values: Values, where: Where): TypedRows {
  const kind = kindOfAll(values, where);
  if (kind === undefined) {
    return { schema: plainType(name, 'n'), array: [values.length, values.length, 0, [], [], null] };
  }
  const hasNulls = values.some(isMissing);
  const validity = hasNulls ? packBits(values.length, (row) => !isMissing(values[row])) : null;
  const { format, buffers, children } = build(kind, values, where);
  return {
    schema: [format, name, fieldFlags.nullable, children.map(({ schema }) => schema), null, null],
    array: [
      values.length,
      hasNulls ? -1 : 0,
      0,
      [validity, ...buffers],
      children.map(({ array }) => array),
      null,
    ],
  };
}

interface Built {
  readonly format: string;
  /** But for the first, of validity. */
  readonly buffers: readonly Uint8Array[];
  readonly children: readonly TypedRows[];
}

function build(kind: Kind, values: Values, where: Where): Built {
  switch (kind) {
    case 'number':
      return plain('g', floats(values));
    case 'bigint':
      return integers(values, where);
    case 'boolean':
      return plain(
        'b',
        packBits(values.length, (row) => values[row] === true),
      );
    case 'Date':
      return plain(
        'tsm:UTC',
        BigInt64Array.from(values, (value, row) => milliseconds(value, row, where)),
      );
    case 'string':
      return texts(values, where);
    case 'bytes':
      return bytes(values);
    case 'array':
      return lists(
        values as (Values | undefined)[],
        (items, path) => inferredRows('item', items, path),
        where,
      );
    case 'object':
      return structs(values as (Record<string, unknown> | undefined)[], where);
    case 'Map':
      return maps(values as (ReadonlyMap<unknown, unknown> | undefined)[], where);
    default:
      return vectors(values as (Float64Array | undefined)[]);
  }
}

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function plain(format: string, values: ArrayBufferView): Built {
  return { format, buffers: [bytesOf(values)], children: [] };
}

function floats(values: Values): Float64Array {
  const all = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) all[row] = (values[row] as number | null) ?? 0;
  return all;
}

function integers(values: Values, where: Where): Built {
  const isUnsigned = values.some((value) => typeof value === 'bigint' && value > 2n ** 63n - 1n);
  const [low, high] = isUnsigned ? [0n, 2n ** 64n - 1n] : [-(2n ** 63n), 2n ** 63n - 1n];
  const integer = (value: unknown, row: number) => {
    if (isMissing(value)) return 0n;
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      throw new ConversionError(`${value} is no integer, in a column that has bigints`, where(row));
    }
    const big = BigInt(value as number | bigint);
    if (big >= low && big <= high) return big;
    const type = isUnsigned ? 'uint64, which others of its column need' : 'int64';
    throw new ConversionError(`${big} is beyond ${type}; send it as a string`, where(row));
  };
  const Integers = isUnsigned ? BigUint64Array : BigInt64Array;
  return plain(isUnsigned ? 'L' : 'l', Integers.from(values.map(integer)));
}

function milliseconds(value: unknown, row: number, where: Where): bigint {
  if (isMissing(value)) return 0n;
  const time = (value as Date).getTime();
  if (Number.isNaN(time)) throw new ConversionError('it is an invalid Date', where(row));
  return BigInt(time);
}

function texts(values: Values, where: Where): Built {
  const ends = endsOf(values, (value, row) => {
    if (!(value as WellFormedText).isWellFormed()) {
      throw new ConversionError('it has a lone surrogate, for which UTF-8 has no bytes', where(row));
    }
    return Buffer.byteLength(value as string);
  });
  const all = Buffer.allocUnsafe(ends.at(-1) as number);
  for (let row = 0; row < values.length; row++) {
    if (!isMissing(values[row])) all.write(values[row] as string, ends[row] as number);
  }
  return pieces('u', ends, all);
}

/** The method is of Node 20, and of no library of types yet that is in use here. */
type WellFormedText = string & { isWellFormed(): boolean };

function bytes(values: Values): Built {
  const ends = endsOf(values, (value) => (value as Uint8Array).byteLength);
  const all = Buffer.allocUnsafe(ends.at(-1) as number);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!isMissing(value))
      all.set(types.isUint8Array(value) ? value : new Uint8Array(value as ArrayBuffer), ends[row]);
  }
  return pieces('z', ends, all);
}

/** Texts or bytes in one piece, and where each begins. Beyond 2 GB the long format has offsets for it. */
function pieces(format: 'u' | 'z', ends: readonly number[], all: Buffer): Built {
  const isLong = (ends.at(-1) as number) > maxOffset;
  const offsets = isLong ? BigInt64Array.from(ends, BigInt) : Int32Array.from(ends);
  return {
    format: isLong ? format.toUpperCase() : format,
    buffers: [bytesOf(offsets), bytesOf(all)],
    children: [],
  };
}

/** 0, and where each value ends that is so long; what is missing has no length. */
function endsOf(values: Values, lengthOf: (value: unknown, row: number) => number): number[] {
  const ends = [0];
  let end = 0;
  for (let row = 0; row < values.length; row++) {
    if (!isMissing(values[row])) end += lengthOf(values[row], row);
    ends.push(end);
  }
  return ends;
}

const ownLength = (value: unknown) => (value as ArrayLike<unknown>).length;

function lists(
  values: readonly (Values | undefined | null)[],
  rowsOf: (items: Values, where: Where) => TypedRows,
  where: Where,
): Built {
  const ends = endsOf(values, ownLength);
  const items: unknown[] = [];
  for (const value of values) if (value) for (const item of value) items.push(item);
  const path = (index: number) => {
    const row = ends.findIndex((end) => end > index) - 1;
    return `${where(row)}[${index - (ends[row] as number)}]`;
  };
  return { format: '+l', buffers: [bytesOf(Int32Array.from(ends))], children: [rowsOf(items, path)] };
}

/** Lists of numbers that are typed arrays, such as embeddings. */
function vectors(values: readonly (Float64Array | undefined | null)[]): Built {
  const ends = endsOf(values, ownLength);
  const Numbers = values.find((value) => value)?.constructor as Float64ArrayConstructor;
  const items = new Numbers(ends.at(-1) as number);
  values.forEach((value, row) => {
    if (value) items.set(value, ends[row] as number);
  });
  return { format: '+l', buffers: [bytesOf(Int32Array.from(ends))], children: [typedRows('item', items)] };
}

/** With all keys that any of them has; where one has not, it is null. */
function structs(values: readonly (Record<string, unknown> | undefined | null)[], where: Where): Built {
  const keys = new Set<string>();
  for (const value of values) if (value) for (const key of Object.keys(value)) keys.add(key);
  const children = [...keys].map((key) => {
    const column = values.map((value) => (value && Object.hasOwn(value, key) ? value[key] : null));
    return inferredRows(key, column, (row) => where(row) + keyStep(key));
  });
  return { format: '+s', buffers: [], children };
}

function maps(values: readonly (ReadonlyMap<unknown, unknown> | undefined | null)[], where: Where): Built {
  const entries = values.map((map) => map && [...map]);
  return {
    ...lists(
      entries,
      (items, path) => {
        const pairs = items as readonly [unknown, unknown][];
        const keys = pairs.map(([key]) => key);
        const key = inferredRows('key', keys, (index) => `${path(index)}.key`);
        const value = inferredRows(
          'value',
          pairs.map(([, value]) => value),
          (index) => `${path(index)}.value`,
        );
        const missing = keys.findIndex(isMissing);
        if (missing >= 0)
          throw new ConversionError('the key of a Map must not be null', `${path(missing)}.key`);
        const [format, name, , ...rest] = key.schema;
        return {
          schema: ['+s', 'entries', 0, [[format, name, 0, ...rest], value.schema], null, null],
          array: [items.length, 0, 0, [null], [key.array, value.array], null],
        };
      },
      where,
    ),
    format: '+m',
  };
}

function kindOfAll(values: Values, where: Where): Kind | undefined {
  let kind: Kind | undefined;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (isMissing(value)) continue;
    const own = kindOf(value);
    if (own === undefined) {
      throw new ConversionError(`${describeValue(value)} has no counterpart in a column`, where(row));
    }
    if (kind === undefined || kind === own) kind = own;
    else if (isNumeric(kind) && isNumeric(own)) kind = 'bigint';
    else {
      throw new ConversionError(
        `${describeValue(value)} is of type ${own}, and what stands before it in its column of type ${kind}: make them one type, or send them as strings`,
        where(row),
      );
    }
  }
  return kind;
}

function isNumeric(kind: Kind): boolean {
  return kind === 'number' || kind === 'bigint';
}

function kindOf(value: NonNullable<unknown>): Kind | undefined {
  const type = typeof value;
  if (type === 'number' || type === 'bigint' || type === 'string' || type === 'boolean') return type;
  if (type !== 'object') return undefined;
  if (Array.isArray(value)) return 'array';
  if (types.isDate(value)) return 'Date';
  if (types.isUint8Array(value) || types.isAnyArrayBuffer(value)) return 'bytes';
  if (types.isTypedArray(value)) return kindOfArray(value) as TypedKind;
  if (types.isMap(value)) return 'Map';
  return isRecord(value) ? 'object' : undefined;
}
