import { PyloomError, recogniseByCode } from '@pyloom/common';

const code = 'ERR_PYLOOM_PERMIT_LOST';

/** The reason with which a permit's signal is aborted: its lease could not be renewed in time, and others may hold it by now. */
export class PermitLostError extends PyloomError {
  declare readonly code: typeof code;

  constructor(message: string) {
    super('PermitLostError', code, message);
  }
}

recogniseByCode(PermitLostError, code);
