import { PyloomError, recogniseByCode } from '@pyloom/common';

/** Another CPython is loaded in this process already; a process can load one. */
export class RuntimeLoadedError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_RUNTIME_LOADED';

  constructor(message: string) {
    super('RuntimeLoadedError', 'ERR_PYLOOM_RUNTIME_LOADED', message);
  }
}

recogniseByCode(RuntimeLoadedError, 'ERR_PYLOOM_RUNTIME_LOADED');
