import { PyloomError, recogniseByCode } from '@pyloom/common';

/** tracemalloc would crash the process: more than one thread of it can run Python at a time. */
export class MemoryTracingError extends PyloomError {
  declare readonly code: 'ERR_PYLOOM_MEMORY_TRACING';

  /** @param why what lets them run at a time: "CPython 3.13.0 runs in sub-interpreters with a GIL each" */
  constructor(why: string) {
    super(
      'MemoryTracingError',
      'ERR_PYLOOM_MEMORY_TRACING',
      `memory cannot be traced: ${why}, and tracemalloc relies on one GIL for all. Open the clients of this process with ` +
        "mode: 'multi_executor', on a Python with a GIL",
    );
  }
}

recogniseByCode(MemoryTracingError, 'ERR_PYLOOM_MEMORY_TRACING');
