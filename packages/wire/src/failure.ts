import { ConversionError } from './conversion-error';

/** Where a conversion starts: a path, or how to make it when one is needed. */
export type Root = string | (() => string);

/**
 * A conversion that failed, on its way out: each container that it passes adds the step that led into it.
 * Nothing is written down about the path while all goes well, so paths cost nothing.
 */
export class Failure {
  readonly #reason: string;
  readonly #steps: string[] = [];

  constructor(reason: string) {
    this.#reason = reason;
  }

  toError(root: Root): ConversionError {
    const start = typeof root === 'string' ? root : root();
    return new ConversionError(this.#reason, start + this.#steps.reverse().join(''));
  }

  /** Adds a step when `error` is a failure, and hands the error back to be thrown on. */
  static within(error: unknown, step: string): unknown {
    if (error instanceof Failure) error.#steps.push(step);
    return error;
  }
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** `.name`, or `["odd name"]`. */
export function keyStep(key: string): string {
  return identifier.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
