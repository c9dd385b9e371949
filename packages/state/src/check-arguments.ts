import { describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';

export function checkKey(key: unknown): asserts key is string {
  if (typeof key !== 'string')
    throw new InvalidArgumentError(`key must be a string, not ${describeValue(key)}`);
}

/** What a counter is changed by, as the addon takes it. */
export function checkStep(by: unknown): number | bigint {
  if (Number.isSafeInteger(by)) return by as number;
  if (typeof by === 'number' && Number.isInteger(by)) return checkRange(BigInt(by));
  if (typeof by === 'bigint') return checkRange(by);
  throw new InvalidArgumentError(`by must be an integer, not ${describeValue(by)}`);
}

function checkRange(by: bigint): bigint {
  if (BigInt.asIntN(64, by) === by) return by;
  throw new InvalidRangeError(`by must have at most 64 bits, as counters do, not ${describeValue(by)}`);
}
