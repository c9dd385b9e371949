import { PyloomError, recogniseByCode } from './pyloom-error';

const code = 'ERR_PYLOOM_STATE_FULL';

/** A write would take a store beyond one of its limits; it was left as it was. */
export class StateFullError extends PyloomError {
  declare readonly code: typeof code;

  constructor(message: string) {
    super('StateFullError', code, message);
  }
}

recogniseByCode(StateFullError, code);
