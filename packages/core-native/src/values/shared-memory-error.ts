import { PyloomError, recogniseByCode } from '@pyloom/common';

/** The system does not give the memory of a shared array. */
export class SharedMemoryError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_SHARED_MEMORY';

  constructor(message: string) {
    super('SharedMemoryError', 'ERR_PYLOOM_SHARED_MEMORY', message);
  }
}

recogniseByCode(SharedMemoryError, 'ERR_PYLOOM_SHARED_MEMORY');
