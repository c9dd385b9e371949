import { markPyloomError, recogniseByCode } from '@pyloom/common';
import { type ReferenceHandle, referenceSymbol } from './reference';

/** What the Python half says of an exception. */
export interface PythonErrorDescription {
  readonly type: string;
  readonly module: string;
  readonly message: string;
  readonly traceback: string;
  readonly notes: readonly string[];
  readonly step?: string;
  readonly bases?: readonly string[];
  readonly value?: unknown;
  readonly cause?: PythonError | Error;
}

/** What an error has of its exception: a reference. Its operations are those of the package that made it; the client's are a `PyRef`'s. */
export interface ExceptionValue {
  readonly [referenceSymbol]?: ReferenceHandle;
}

/** A Python exception that was not caught in Python. */
export class PythonError extends Error {
  declare readonly code: 'ERR_PYLOOM_PYTHON';
  /** The name of its class: 'ValueError'. */
  readonly type: string;
  /** The module of its class: 'builtins'. */
  readonly module: string;
  /** `str()` of the exception; `message` is `${type}: ${pythonMessage}`. */
  readonly pythonMessage: string;
  /** As Python prints it, source lines included. */
  readonly traceback: string;
  /** PEP 678 notes. */
  readonly notes: string[];
  /** The qualified names of its classes, outermost first, those of built-in ones without a module: `'FileNotFoundError'`, `'OSError'`, … */
  readonly bases: readonly string[];
  /**
   * A reference to the exception, which lives as long as this error: `await error.value.errno`. Undefined where it could not be kept.
   * An error that is passed to Python is that exception again.
   */
  declare readonly value: ExceptionValue;
  /** Of an expression of several steps the one at which it arose: `<pandas.DataFrame>.groupby('city').pric`. */
  declare readonly step?: string;
  /** The exception it was raised from or while handling; the Error itself if JavaScript threw that. */
  declare readonly cause?: PythonError | Error;

  constructor(description: PythonErrorDescription) {
    const { type, message, step, cause } = description;
    const text = message === '' ? type : `${type}: ${message}`;
    super(step === undefined ? text : `${text} (at ${step})`, cause === undefined ? undefined : { cause });
    markPyloomError(this, 'PythonError', 'ERR_PYLOOM_PYTHON');
    this.type = type;
    this.module = description.module;
    this.pythonMessage = message;
    this.traceback = description.traceback;
    this.notes = [...description.notes];
    if (step !== undefined) this.step = step;
    this.bases = [...(description.bases ?? [])];
    // Long, and shown already by whoever prints the error with its fields: kept, but out of listings.
    Object.defineProperty(this, 'traceback', { enumerable: false });
    Object.defineProperty(this, 'bases', { enumerable: false });
    Object.defineProperty(this, 'value', { value: description.value });
  }

  /** The exception, as an argument. */
  get [referenceSymbol](): ReferenceHandle | undefined {
    return (this.value as ExceptionValue | undefined)?.[referenceSymbol];
  }

  /** Whether it is one of that class or of a class that comes from it: `error.isInstance('OSError')`, `'json.JSONDecodeError'`. */
  isInstance(name: string): boolean {
    const wanted = name.replace(/^builtins\./, '');
    return this.bases.some((base) => base === wanted || isSameClass(base, wanted));
  }
}

/** A class goes by its own name, by that of the module that it is in, and by that of a package around that one, which passes it on. */
function isSameClass(base: string, wanted: string): boolean {
  const dot = base.lastIndexOf('.');
  const wantedDot = wanted.lastIndexOf('.');
  if (dot < 0 || base.slice(dot) !== (wantedDot < 0 ? `.${wanted}` : wanted.slice(wantedDot))) return false;
  return wantedDot < 0 || base.startsWith(`${wanted.slice(0, wantedDot)}.`);
}

recogniseByCode(PythonError, 'ERR_PYLOOM_PYTHON');
