import { inspect, isDeepStrictEqual } from 'node:util';

/** One of the things that an act claims and then looks at. */
export interface Check {
  readonly claim: string;
  readonly ok: boolean;
  /** What was found and what was expected, as Node would print them. */
  readonly actual: string;
  readonly expected: string;
}

/** Compares what was found with what was expected, as `util.isDeepStrictEqual` does; `true` is expected by default. */
export function check(claim: string, actual: unknown, expected: unknown = true): Check {
  return new MadeCheck(claim, isDeepStrictEqual(actual, expected), show(actual), show(expected));
}

/** Tells a check from the values that an act yields. */
export function isCheck(value: unknown): value is Check {
  return value instanceof MadeCheck;
}

class MadeCheck implements Check {
  constructor(
    readonly claim: string,
    readonly ok: boolean,
    readonly actual: string,
    readonly expected: string,
  ) {}
}

function show(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY });
}
