import { PyloomError, recogniseByCode } from '@pyloom/common';

/** A call did not end within its time limit; the Python code that ran for it was interrupted. */
export class PythonTimeoutError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_TIMEOUT';
  /** The limit that ran out, in milliseconds. */
  readonly timeout: number;

  constructor(timeout: number, what: string) {
    super('PythonTimeoutError', 'ERR_PYLOOM_TIMEOUT', `${what} did not end within ${timeout} ms`);
    this.timeout = timeout;
  }
}

recogniseByCode(PythonTimeoutError, 'ERR_PYLOOM_TIMEOUT');
