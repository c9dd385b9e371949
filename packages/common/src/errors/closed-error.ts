import { PyloomError, recogniseByCode } from './pyloom-error';

/** The client, context, reference, lane or semaphore that was used has been closed. */
export class ClosedError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_CLOSED';

  constructor(message: string) {
    super('ClosedError', 'ERR_PYLOOM_CLOSED', message);
  }
}

recogniseByCode(ClosedError, 'ERR_PYLOOM_CLOSED');
