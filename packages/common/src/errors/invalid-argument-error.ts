import { markPyloomError } from './pyloom-error';

const code = 'ERR_PYLOOM_INVALID_ARGUMENT';

/** A wrong type of argument or option: a TypeError whose message names the argument and the value. */
export class InvalidArgumentError extends TypeError {
  declare readonly code: typeof code;

  constructor(message: string) {
    super(message);
    markPyloomError(this, 'TypeError', code);
  }
}

/** A value of the right type but out of its range: a RangeError whose message names the argument and the value. */
export class InvalidRangeError extends RangeError {
  declare readonly code: typeof code;

  constructor(message: string) {
    super(message);
    markPyloomError(this, 'RangeError', code);
  }
}
