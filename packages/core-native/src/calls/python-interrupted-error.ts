import { PyloomError, recogniseByCode } from '@pyloom/common';

/** `interrupt()` of a context ended the call. */
export class PythonInterruptedError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_INTERRUPTED';

  constructor(message = 'The call was interrupted') {
    super('PythonInterruptedError', 'ERR_PYLOOM_INTERRUPTED', message);
  }
}

recogniseByCode(PythonInterruptedError, 'ERR_PYLOOM_INTERRUPTED');
