import { checkRecord } from '@pyloom/common';

/** By which those of another copy of the package (ESM, CJS) are known. */
const brand = Symbol.for('pyloom.kwargs');

/** Keyword arguments in the last place of a call's arguments; made by kwargs(). */
export class Kwargs<T extends object = Record<string, unknown>> {
  constructor(readonly values: T) {}

  get [brand](): true {
    return true;
  }

  /** True for those of another copy of this package, too. */
  static is(value: unknown): value is Kwargs {
    return typeof value === 'object' && value !== null && brand in value;
  }
}

/**
 * Keyword arguments where a call has no options: `await np.array([1, 2], kwargs({ dtype: 'float32' }))`. Comes last.
 *
 * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) unless `values` is a plain object.
 */
export function kwargs<T extends object>(values: T): Kwargs<T> {
  checkRecord('The argument of kwargs()', 'an object of keyword arguments', values);
  return new Kwargs(values);
}

/** Takes them off the arguments, which become shorter by one. */
export function takeKwargs(args: unknown[]): Record<string, unknown> | undefined {
  const last = args.at(-1);
  if (!Kwargs.is(last)) return undefined;
  args.pop();
  return last.values as Record<string, unknown>;
}
