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
  if (isCounter(value)) return Buffer.from(String(value));
  const bytes = encodeValue(value);
  const stored = Buffer.allocUnsafe(bytes.length + 1);
  stored[0] = mark;
  stored.set(bytes, 1);
  return stored;
}

export function valueOfStored(stored: Buffer): unknown {
  return stored[0] === mark ? decodeValue(stored.subarray(1)) : integerOf(stored.toString());
}

/** A number, or a bigint where that would not be exact. */
export function integerOf(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

function isCounter(value: unknown): value is number | bigint {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value;
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}
