import { resolve } from 'node:path';
import { findPython, loadedPython, loadRuntime, type Runtime, type Session } from '@pyloom/core-native';
import { Executor } from './executor';
import { type CheckedOptions, checkExecutorOptions, type ExecutorOptions } from './executor-options';
import { chooseMode } from './modes/choose-mode';
import { runtimeFacts } from './modes/runtime-facts';

/**
 * Finds and loads a Python, once for the whole process, and makes an executor for it.
 *
 * Rejects with PythonNotFoundError; RuntimeLoadedError if another Python is loaded already; ModeUnavailableError; a
 * TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the wrong option; PythonError if `preload` fails.
 *
 * @param connect called before any of the caller's Python runs: the place to register handlers and functions
 */
export async function openExecutor(
  options: ExecutorOptions = {},
  connect?: (executor: Executor) => void,
): Promise<Executor> {
  const checked = checkExecutorOptions(options);
  // Who asks for none means the one that is there, whatever the environment says by now.
  const installation = await findPython({ python: checked.python ?? loadedPython() });
  const runtime = await loadRuntime(installation);
  const chosen = chooseMode(runtimeFacts(runtime), checked.mode);
  const executor = new Executor(runtime, chosen, checked);
  try {
    connect?.(executor);
    await prepareInterpreters(runtime, executor.session, checked);
  } catch (error) {
    executor.session.close();
    throw error;
  }
  return executor;
}

/** What every interpreter gets, those that are there and those that will be. */
async function prepareInterpreters(
  runtime: Runtime,
  session: Session,
  { sysPath, moduleAliases, preload }: CheckedOptions,
): Promise<void> {
  if (sysPath.length > 0) {
    const folders = sysPath.map((folder) => resolve(folder));
    await runtime.broadcast(session, 'put_in_front', [folders], {
      remember: `sysPath ${folders.join('\0')}`,
    });
  }
  if (moduleAliases.length > 0) {
    const names = moduleAliases.join(' ');
    await runtime.broadcast(session, 'alias_modules', [moduleAliases], { remember: `aliases ${names}` });
  }
  if (preload !== undefined) {
    const remember = `preload ${preload}`;
    try {
      await runtime.broadcast(session, 'run_preload', [preload], { remember });
    } catch (error) {
      runtime.forget(remember);
      throw error;
    }
  }
}
