/** A typed array of any kind: a view with elements, which a DataView is not. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

type ViewConstructor = {
  new (buffer: ArrayBuffer | SharedArrayBuffer, byteOffset: number, length: number): TypedArray | DataView;
  readonly BYTES_PER_ELEMENT?: number;
};

/** From Node 24 on. */
const Float16 = (globalThis as { readonly Float16Array?: ViewConstructor }).Float16Array;

/** How elements are written on the wire, called in NumPy, and held in JavaScript. */
export interface ViewFormat {
  /** Code of the character that Python's struct uses. */
  readonly code: number;
  readonly dtype: string;
  readonly itemSize: number;
  /** How many elements of `View` make one: a complex number is its real part and its imaginary part. */
  readonly parts: number;
  readonly View: ViewConstructor;
}

function format(letter: string, dtype: string, View: ViewConstructor, parts = 1): ViewFormat {
  return { code: letter.charCodeAt(0), dtype, itemSize: (View.BYTES_PER_ELEMENT ?? 1) * parts, parts, View };
}

export const dataViewFormat = format('x', 'bytes', DataView);
const boolFormat = format('?', 'bool', Uint8Array);
/** Where JavaScript has no array for it, its bits are read by float16-bits.ts. */
export const float16Format = format('e', 'float16', Float16 ?? Uint16Array);

/** What elements may mean beside what they are, by the dtype that they are. */
const meanings: readonly ViewFormat[] = [
  boolFormat,
  format('F', 'complex64', Float32Array, 2),
  format('D', 'complex128', Float64Array, 2),
];

const byTypeName: Readonly<Record<string, ViewFormat>> = {
  Int8Array: format('b', 'int8', Int8Array),
  Uint8Array: format('B', 'uint8', Uint8Array),
  Uint8ClampedArray: format('c', 'uint8', Uint8ClampedArray),
  Int16Array: format('h', 'int16', Int16Array),
  Uint16Array: format('H', 'uint16', Uint16Array),
  Int32Array: format('i', 'int32', Int32Array),
  Uint32Array: format('I', 'uint32', Uint32Array),
  BigInt64Array: format('q', 'int64', BigInt64Array),
  BigUint64Array: format('Q', 'uint64', BigUint64Array),
  ...(Float16 && { Float16Array: float16Format }),
  Float32Array: format('f', 'float32', Float32Array),
  Float64Array: format('d', 'float64', Float64Array),
};

const byCode = new Map(
  [...Object.values(byTypeName), dataViewFormat, float16Format, ...meanings].map(
    (each) => [each.code, each] as const,
  ),
);

/** The format that `dtype` gives to what an array of `plain` holds; undefined if it fits to none such. */
export function formatMeaning(dtype: string, plain: ViewFormat): ViewFormat | undefined {
  return meanings.find((each) => each.dtype === dtype && each.View === plain.View);
}

// The getter reads an internal slot: it tells the kind of a subclass (Buffer) and of another realm's array too.
const typeName = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)?.get as (this: unknown) => string | undefined;

/** 'Uint8Array' for a Buffer as well; undefined for anything but a typed array. */
export function typedArrayName(value: unknown): string | undefined {
  return typeName.call(value);
}

/** The format of a typed array or DataView; undefined for a kind that the wire does not have. */
export function formatOfView(view: ArrayBufferView): ViewFormat | undefined {
  const name = typedArrayName(view);
  return name === undefined ? dataViewFormat : byTypeName[name];
}

export function formatOfCode(code: number): ViewFormat | undefined {
  return byCode.get(code);
}
