import type { ArrayArgument, Float, NdArray, Tuple } from '@pyloom/core-native';
import type { AnyObject, AnyRef } from './instance';
import type { Kwargs } from './kwargs';

/** A float, in the arguments of typed functions. */
export type FloatArg = number | bigint | Float;

/** A tuple: an Array will do for most functions, `tuple()` makes one. */
export type TupleArg<T extends readonly unknown[]> = T | Tuple<T>;

/** What an array of NumPy's can be made of, numbers and lists apart. */
export type ArrayArg =
  | ArrayBufferView
  | ArrayBuffer
  | SharedArrayBuffer
  | NdArray
  | ArrayArgument
  | AnyObject;

/** Lists of lists of T, as deep as it likes. */
export type NestedList<T> = readonly (T | NestedList<T>)[] | Tuple<readonly (T | NestedList<T>)[]> | AnyRef;

/** What can be the key of a dict, or a label. */
export type HashableArg =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | Float
  | Tuple
  | AnyRef;

/** What an array of NumPy's comes as: which of these, its dtype and its shape tell. */
export type ArrayValue =
  | NdArray
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array
  | string[]
  | Buffer[];

/** Arguments that may be left out, and keyword arguments behind as many of them as are given. */
export type Options<Positional extends readonly unknown[], Keywords extends object> = [
  ...{ [I in keyof Positional]: Positional[I] | Kwargs<Keywords> },
  keywords?: Kwargs<Keywords>,
];
