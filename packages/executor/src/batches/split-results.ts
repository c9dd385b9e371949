import { describeValue, InvalidRangeError } from '@pyloom/common';
import { NdArray } from '@pyloom/core-native';

type TypedArray = Float64Array | BigInt64Array;

/**
 * The result for each of `count` items, of what a function returned for all of them: a list, a one-dimensional array, or the rows of
 * one of more dimensions.
 * @throws RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for anything else.
 */
export function splitResults(result: unknown, count: number, description: string): ArrayLike<unknown> {
  const results = partsOf(result);
  if (results?.length === count) return results;
  const what = results === undefined ? describeValue(result) : `${results.length} results`;
  throw new InvalidRangeError(
    `${description} must return a list with one result for each of the ${count} items that it was called with, not ${what}`,
  );
}

function partsOf(result: unknown): ArrayLike<unknown> | undefined {
  if (Array.isArray(result)) return result;
  if (result instanceof NdArray) return rowsOf(result);
  return ArrayBuffer.isView(result) && !(result instanceof DataView) ? (result as TypedArray) : undefined;
}

function rowsOf({ data, shape: [count = 0, ...shape], dtype }: NdArray): unknown[] {
  const numbers = data as TypedArray;
  const length = shape.reduce((product, each) => product * each, 1);
  return Array.from({ length: count }, (_, index) => {
    const row = numbers.subarray(index * length, (index + 1) * length);
    return shape.length === 1 ? row : new NdArray(row, shape, dtype);
  });
}
