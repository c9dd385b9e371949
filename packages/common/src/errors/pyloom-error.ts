/** The stable, machine-readable name of an error: `ERR_PYLOOM_OVERLOADED`. */
export type PyloomErrorCode = `ERR_PYLOOM_${string}`;

/** What every error of these packages bears, whichever class it is. */
export type PyloomErrorLike = Error & { readonly code: PyloomErrorCode };

/**
 * The ESM and the CJS build of a package, and two versions of one, can be loaded in the same process, and
 * each makes classes of its own: `instanceof` then fails. A registered symbol is the same in all of them.
 */
const marker = Symbol.for('pyloom.error');

/** Marks an error as one of pyloom's and gives it its name and code. Of these only the code shows up in a listing of its keys. */
export function markPyloomError<E extends Error>(error: E, name: string, code: PyloomErrorCode): E {
  Object.defineProperties(error, {
    name: { value: name, configurable: true, writable: true },
    code: { value: code, configurable: true, writable: true, enumerable: true },
    [marker]: { value: true },
  });
  return error;
}

/** Base of the error classes that extend Error itself. */
export abstract class PyloomError extends Error {
  declare readonly code: PyloomErrorCode;

  protected constructor(name: string, code: PyloomErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    markPyloomError(this, name, code);
  }
}

/** True for every error of these packages, whichever copy (ESM, CJS) made it. */
export function isPyloomError(error: unknown): error is PyloomErrorLike {
  // Not by `instanceof`: test runners load the package into a realm that has an Error of its own.
  return typeof error === 'object' && error !== null && (error as { [marker]?: unknown })[marker] === true;
}

/**
 * Makes `instanceof` find every error of the code, whichever copy of the class made it: the store throws a ConversionError
 * of its own, and a CommonJS module those of the CommonJS build. Classes that users derive keep the usual rule.
 */
export function recogniseByCode(
  errorClass: abstract new (...args: never[]) => Error,
  code: PyloomErrorCode,
): void {
  Object.defineProperty(errorClass, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (this !== errorClass) return Function.prototype[Symbol.hasInstance].call(this, value);
      return isPyloomError(value) && value.code === code;
    },
  });
}
