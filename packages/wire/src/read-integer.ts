import { Failure } from './failure';
import type { Source } from './source';

const two32 = 2 ** 32;

export function readUint64(source: Source): number | bigint {
  const high = source.uint32();
  const low = source.uint32();
  return combine(high, low);
}

export function readInt64(source: Source): number | bigint {
  const high = source.int32();
  const low = source.uint32();
  return combine(high, low);
}

function combine(high: number, low: number): number | bigint {
  const number = high * two32 + low;
  return Number.isSafeInteger(number) ? number : (BigInt(high) << 32n) | BigInt(low);
}

/** Any number of bytes, two's complement, little-endian. */
export function readBigint(source: Source, length: number): number | bigint {
  if (length === 0) throw new Failure('an integer has no bytes');
  const digits = Buffer.from(source.copy(length)).reverse();
  let value: bigint;
  try {
    value = BigInt(`0x${digits.toString('hex')}`);
  } catch {
    throw new Failure(`an integer of ${length} bytes is larger than a bigint can be`);
  }
  if ((digits[0] as number) > 0x7f) value = BigInt.asIntN(8 * length, value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
