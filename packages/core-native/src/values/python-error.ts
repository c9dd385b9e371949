import { markPyloomError, recogniseByCode } from '@pyloom/common';

/** What the Python half says of an exception. */
export interface PythonErrorDescription {
  readonly type: string;
  readonly module: string;
  readonly message: string;
  readonly traceback: string;
  readonly notes: readonly string[];
  readonly cause?: PythonError | Error;
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
  /** The exception it was raised from or while handling; the Error itself if JavaScript threw that. */
  declare readonly cause?: PythonError | Error;

  constructor(description: PythonErrorDescription) {
    const { type, message, cause } = description;
    super(message === '' ? type : `${type}: ${message}`, cause === undefined ? undefined : { cause });
    markPyloomError(this, 'PythonError', 'ERR_PYLOOM_PYTHON');
    this.type = type;
    this.module = description.module;
    this.pythonMessage = message;
    this.traceback = description.traceback;
    this.notes = [...description.notes];
    // Long, and shown already by whoever prints the error with its fields: kept, but out of listings.
    Object.defineProperty(this, 'traceback', { enumerable: false });
  }
}

recogniseByCode(PythonError, 'ERR_PYLOOM_PYTHON');
