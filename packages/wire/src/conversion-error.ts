import { markPyloomError, recogniseByCode } from '@pyloom/common';

const code = 'ERR_PYLOOM_CONVERSION';

/** A value that cannot cross. The message says why and what to do; `path` leads to the culprit. */
export class ConversionError extends TypeError {
  declare readonly code: typeof code;
  /** 'args[0].rows[3].cb' or 'result[2]'. */
  readonly path: string;

  /** `reason` is a sentence without its full stop, such as 'a symbol has no counterpart in Python'. */
  constructor(reason: string, path: string) {
    super(`Cannot convert ${path}: ${reason}`);
    markPyloomError(this, 'ConversionError', code);
    this.path = path;
  }
}

recogniseByCode(ConversionError, code);
