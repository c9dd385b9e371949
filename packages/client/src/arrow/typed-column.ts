import type { NdArray } from '@pyloom/core-native';
import { packBits } from './arrow-bits';
import type { ArrayDescription } from './arrow-chunk';
import { fieldFlags, type SchemaDescription } from './arrow-field';

/** A type, and rows of it. */
export interface TypedRows {
  readonly schema: SchemaDescription;
  readonly array: ArrayDescription;
}

const formats: Readonly<Record<string, string>> = {
  Int8Array: 'c',
  Uint8Array: 'C',
  Uint8ClampedArray: 'C',
  Int16Array: 's',
  Uint16Array: 'S',
  Int32Array: 'i',
  Uint32Array: 'I',
  BigInt64Array: 'l',
  BigUint64Array: 'L',
  Float16Array: 'e',
  Float32Array: 'f',
  Float64Array: 'g',
};

const units: Readonly<Record<string, string>> = { s: 's', ms: 'm', us: 'u', ns: 'n' };

export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** The format of a type that has no parts. */
export function plainType(name: string, format: string): SchemaDescription {
  return [format, name, fieldFlags.nullable, [], null, null];
}

/** On the memory of the typed array. */
export function typedRows(name: string, values: ArrayBufferView & ArrayLike<unknown>): TypedRows {
  return {
    schema: plainType(name, formats[kindOfArray(values)] as string),
    array: [values.length, 0, 0, [null, bytesOf(values)], [], null],
  };
}

const time = /^(datetime|timedelta)64\[(s|ms|us|ns)\]$/;
const notATime = -(2n ** 63n);

/** The same of an array of one dimension as NumPy's come; undefined if Arrow has no such column. */
export function ndArrayRows(name: string, { data, shape, dtype, mask }: NdArray): TypedRows | undefined {
  const [length] = shape;
  const [, kind, unit = ''] = time.exec(dtype) ?? [];
  const format =
    kind === undefined ? formatOf(data, dtype) : `${kind === 'datetime' ? 'ts' : 'tD'}${units[unit]}`;
  if (shape.length !== 1 || length === undefined || format === undefined) return undefined;
  const values = data as unknown as ArrayLike<number | bigint>;
  const isThere = (row: number) => !mask?.[row] && !(kind !== undefined && values[row] === notATime);
  const bits = mask === undefined && kind === undefined ? null : packBits(length, isThere);
  return {
    schema: plainType(name, kind === 'datetime' ? `${format}:` : format),
    array: [
      length,
      bits ? -1 : 0,
      0,
      [bits, format === 'b' ? packBits(length, (row) => values[row] !== 0) : bytesOf(data)],
      [],
      null,
    ],
  };
}

function formatOf(data: ArrayBufferView, dtype: string): string | undefined {
  if (dtype === 'bool') return 'b';
  if (/^(?:datetime|timedelta|complex)/.test(dtype)) return undefined;
  return formats[kindOfArray(data)];
}

/** 'Float64Array', whatever class of its own it has. */
export function kindOfArray(data: ArrayBufferView): string {
  return (data as unknown as { readonly [Symbol.toStringTag]: string })[Symbol.toStringTag];
}
