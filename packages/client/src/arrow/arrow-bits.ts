/** Whether bit `index` is set. */
export function bitAt(bits: Uint8Array, index: number): boolean {
  return (((bits[index >> 3] as number) >> (index & 7)) & 1) === 1;
}

const setIn = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** How many of the first `length` bits are set. */
export function countBits(bits: Uint8Array, length: number): number {
  const whole = length >> 3;
  let count = 0;
  for (let i = 0; i < whole; i++) count += setIn[bits[i] as number] as number;
  const rest = length & 7;
  return rest === 0 ? count : count + (setIn[(bits[whole] as number) & ((1 << rest) - 1)] as number);
}

/** Bits of which bit `index` is set where `isSet(index)`. */
export function packBits(length: number, isSet: (index: number) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(length / 8));
  for (let i = 0; i < length; i++) if (isSet(i)) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  return bits;
}

/** These bits alone, from the first on; copied only if that lies in the midst of a byte. */
export function bitsFrom(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  if (offset % 8 === 0) return bytes.subarray(offset / 8, Math.ceil((offset + length) / 8));
  return packBits(length, (index) => bitAt(bytes, index + offset));
}
