/** What writes itself behind what there is already, and returns where it is. */
export type Part = (out: FlatBuffer) => number;

/** A number in a table. */
export interface Scalar {
  readonly size: 1 | 2 | 4 | 8;
  readonly value: number | bigint;
}

export const uint8 = (value: number | boolean): Scalar => ({ size: 1, value: Number(value) });
export const int16 = (value: number): Scalar => ({ size: 2, value });
export const int32 = (value: number): Scalar => ({ size: 4, value });
export const int64 = (value: number | bigint): Scalar => ({ size: 8, value: BigInt(value) });

/** A message in FlatBuffers, from its beginning to its end: offsets only ever lead forward. */
export class FlatBuffer {
  #bytes = Buffer.alloc(1024);
  #length = 0;

  static encode(root: Part): Uint8Array {
    const out = new FlatBuffer();
    out.refer(out.reserve(4, 4), root);
    return out.#bytes.subarray(0, out.#length);
  }

  /** Room for so many bytes, all zero. */
  reserve(size: number, alignment: number): number {
    const start = Math.ceil(this.#length / alignment) * alignment;
    this.#length = start + size;
    if (this.#length > this.#bytes.length) {
      const longer = Buffer.alloc(2 * this.#length);
      this.#bytes.copy(longer);
      this.#bytes = longer;
    }
    return start;
  }

  /** Writes the part, and at `at` the way to it. */
  refer(at: number, part: Part): void {
    this.write(at, int32(part(this) - at));
  }

  write(at: number, { size, value }: Scalar): void {
    if (size === 8) this.#bytes.writeBigInt64LE(value as bigint, at);
    else this.#bytes.writeIntLE(value as number, at, size);
  }

  copy(at: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, at);
  }
}

/** By the numbers of its fields; those that are undefined are left out. */
export function table(...fields: readonly (Scalar | Part | undefined)[]): Part {
  return (out) => {
    const vtable = out.reserve(4 + 2 * fields.length, 2);
    const start = out.reserve(4, 8);
    out.write(start, int32(start - vtable));
    const references: [at: number, part: Part][] = [];
    let end = start + 4;
    for (const [i, field] of fields.entries()) {
      if (field === undefined) continue;
      const size = typeof field === 'function' ? 4 : field.size;
      const at = out.reserve(size, size);
      end = at + size;
      out.write(vtable + 4 + 2 * i, int16(at - start));
      if (typeof field === 'function') references.push([at, field]);
      else out.write(at, field);
    }
    out.write(vtable, int16(4 + 2 * fields.length));
    out.write(vtable + 2, int16(end - start));
    for (const [at, part] of references) out.refer(at, part);
    return start;
  };
}

export function text(value: string): Part {
  return (out) => {
    const bytes = Buffer.from(value);
    const start = out.reserve(4 + bytes.length + 1, 4);
    out.write(start, int32(bytes.length));
    out.copy(start + 4, bytes);
    return start;
  };
}

export function vector(parts: readonly Part[]): Part {
  return (out) => {
    const start = out.reserve(4 + 4 * parts.length, 4);
    out.write(start, int32(parts.length));
    for (const [i, part] of parts.entries()) out.refer(start + 4 + 4 * i, part);
    return start;
  };
}

/** Numbers, or structs of as many 64-bit numbers each as `count` says there are. */
export function numbers(values: Int32Array | BigInt64Array, count = values.length): Part {
  return (out) => {
    // The length stands before what is aligned.
    const { BYTES_PER_ELEMENT: size, byteLength } = values;
    if (size === 8) out.reserve(0, 8);
    const start = size === 8 ? out.reserve(8, 8) + 4 : out.reserve(4, 4);
    out.write(start, int32(count));
    out.copy(out.reserve(byteLength, 1), new Uint8Array(values.buffer, values.byteOffset, byteLength));
    return start;
  };
}
