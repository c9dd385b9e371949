import { Executor } from './executor';
import type { ExecutorOptions } from './lifetime/executor-options';
import { openDispatcher } from './lifetime/open-dispatcher';

/**
 * Finds and loads a Python, once for the whole process, and makes an executor for it.
 *
 * Rejects with PythonNotFoundError; RuntimeLoadedError if another Python is loaded already; ModeUnavailableError; a
 * TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the wrong option; PythonError if `preload` fails.
 */
export async function openExecutor(options: ExecutorOptions = {}): Promise<Executor> {
  return new Executor(await openDispatcher(options));
}
