import { decodeValue, encodeValue } from '@pyloom/wire';

/** MessagePack never begins with this byte. */
const mark = 0xc1;

/**
 * How a value lies in the database. Integers of 64 bits are their digits, which the server itself adds to; everything else is
 * the wire format behind a byte that no digits begin with.
 *
 * @throws ConversionError for what is no plain data; its path begins with 'value'
 */
export function storedForm(value: unknown): Buffer {
  return isCounter(value) ? Buffer.from(String(value)) : marked(encodeValue(value));
}

/** The same for a value that is in the wire format. */
export function storedWire(bytes: Uint8Array): Buffer {
  if (!startsInteger(bytes[0] as number)) return marked(bytes);
  const value = decodeValue(bytes);
  return isCounter(value) ? Buffer.from(String(value)) : marked(bytes);
}

/** The wire format of what is stored. */
export function wireOfStored(stored: Buffer): Uint8Array {
  return stored[0] === mark ? stored.subarray(1) : encodeValue(integerOf(stored.toString()));
}

export function valueOfStored(stored: Buffer): unknown {
  return stored[0] === mark ? decodeValue(stored.subarray(1)) : integerOf(stored.toString());
}

/** A number, or a bigint where that would not be exact. */
export function integerOf(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

function marked(bytes: Uint8Array): Buffer {
  const stored = Buffer.allocUnsafe(bytes.length + 1);
  stored[0] = mark;
  stored.set(bytes, 1);
  return stored;
}

/** MessagePack's forms of an integer. A float may decode to the same number, and is to stay one. */
function startsInteger(byte: number): boolean {
  return byte <= 0x7f || byte >= 0xe0 || (byte >= 0xcc && byte <= 0xd3);
}

function isCounter(value: unknown): value is number | bigint {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value;
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}
