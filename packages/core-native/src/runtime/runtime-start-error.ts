import { PyloomError, recogniseByCode } from '@pyloom/common';

/** CPython was found but could not be started. */
export class RuntimeStartError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_START';

  constructor(message: string) {
    super('RuntimeStartError', 'ERR_PYLOOM_START', message);
  }
}

recogniseByCode(RuntimeStartError, 'ERR_PYLOOM_START');
