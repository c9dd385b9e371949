import { PyloomError, recogniseByCode } from './pyloom-error';

/** No permit came free in the time allowed, or too many wait already. Carries the figures of that moment. */
export class OverloadedError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_OVERLOADED';
  /** Permits that were in use. */
  readonly current: number;
  /** The limit that was in force. */
  readonly max: number;

  /** `detail` says what was done about it: 'no permit came free within 50 ms'. */
  constructor(current: number, max: number, detail: string) {
    super(
      'OverloadedError',
      'ERR_PYLOOM_OVERLOADED',
      `Overloaded: ${current} of ${max} permits are in use; ${detail}`,
    );
    this.current = current;
    this.max = max;
  }
}

recogniseByCode(OverloadedError, 'ERR_PYLOOM_OVERLOADED');
