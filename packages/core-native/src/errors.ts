import { PyloomError, recogniseByCode } from '@pyloom/common';

export { ClosedError } from '@pyloom/common';

/** `interrupt()` of a context ended the call. */
export class PythonInterruptedError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_INTERRUPTED';

  constructor(message = 'The call was interrupted') {
    super('PythonInterruptedError', 'ERR_PYLOOM_INTERRUPTED', message);
  }
}

recogniseByCode(PythonInterruptedError, 'ERR_PYLOOM_INTERRUPTED');

/** Another CPython is loaded in this process already; a process can load one. */
export class RuntimeLoadedError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_RUNTIME_LOADED';

  constructor(message: string) {
    super('RuntimeLoadedError', 'ERR_PYLOOM_RUNTIME_LOADED', message);
  }
}

recogniseByCode(RuntimeLoadedError, 'ERR_PYLOOM_RUNTIME_LOADED');

/** CPython was found but could not be started. */
export class RuntimeStartError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_START';

  constructor(message: string) {
    super('RuntimeStartError', 'ERR_PYLOOM_START', message);
  }
}

recogniseByCode(RuntimeStartError, 'ERR_PYLOOM_START');
