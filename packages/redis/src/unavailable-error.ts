import { PyloomError, recogniseByCode } from '@pyloom/common';

const code = 'ERR_PYLOOM_REDIS_UNAVAILABLE';

/** The server could not be asked in the time allowed, so that nothing is known of its permits. */
export class RedisUnavailableError extends PyloomError {
  declare readonly code: typeof code;

  constructor(message: string) {
    super('RedisUnavailableError', code, message);
  }
}

recogniseByCode(RedisUnavailableError, code);
