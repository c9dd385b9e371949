import { resolve } from 'node:path';
import { findPython, loadedPython, loadRuntime, openProcesses, type Runtime } from '@pyloom/core-native';
import { Dispatcher } from '../calls/dispatcher';
import { type ChosenMode, chooseMode } from '../modes/choose-mode';
import { ModeState } from '../modes/mode-state';
import { runtimeFacts } from '../modes/runtime-facts';
import { routesOf } from '../routes/routes';
import { configurePools } from './configure-pools';
import { type CheckedOptions, checkExecutorOptions, type ExecutorOptions } from './executor-options';

/**
 * What openExecutor() makes its executor of.
 *
 * @internal For packages that build on this one.
 * @param connect called before any of the caller's Python runs: the place to register handlers and functions
 */
export async function openDispatcher(
  options: ExecutorOptions = {},
  connect?: (dispatcher: Dispatcher) => void,
): Promise<Dispatcher> {
  const checked = checkExecutorOptions(options);
  // Who asks for none means the one that is there, whatever the environment says by now.
  const installation = await findPython({
    python: checked.python ?? loadedPython(),
    mayLackLibrary: checked.mode === 'process',
  });
  const runtime =
    checked.mode === 'process'
      ? openProcesses(installation, checked.process)
      : await loadRuntime(installation);
  const chosen = chooseMode(runtimeFacts(runtime), checked.mode);
  const dispatcher = makeDispatcher(runtime, chosen, checked);
  try {
    connect?.(dispatcher);
    await runtime.whenStarted();
    await prepareInterpreters(dispatcher, checked);
  } catch (error) {
    dispatcher.session.close();
    throw error;
  }
  return dispatcher;
}

/** A session of the runtime, whose pools are made to fit the mode. */
export function makeDispatcher(runtime: Runtime, chosen: ChosenMode, options: CheckedOptions): Dispatcher {
  const lanes = configurePools(runtime, chosen.mode, options);
  const session = runtime.openSession();
  const mode = new ModeState(runtime, session, chosen, lanes);
  const routes = routesOf(runtime, mode.isIsolated);
  if (mode.isIsolated) {
    runtime.nameHomeModules(options.homeModules);
    routes.nameHome(options.homeModules);
  }
  const { semaphore, asyncSemaphore, acquireTimeout } = options;
  return new Dispatcher(runtime, session, semaphore, asyncSemaphore, acquireTimeout, routes, mode);
}

/** What every interpreter gets, those that are there and those that will be. */
async function prepareInterpreters(
  { runtime, session }: Dispatcher,
  { sysPath, moduleAliases, preload }: CheckedOptions,
): Promise<void> {
  const prepare = (operation: string, args: unknown[], remember: string) =>
    session.broadcast(runtime.functionKey('pyloom._modules', operation), args, { remember });
  if (sysPath.length > 0) {
    const folders = sysPath.map((folder) => resolve(folder));
    await prepare('put_in_front', [folders], `sysPath ${folders.join('\0')}`);
  }
  if (moduleAliases.length > 0) {
    await prepare('alias', [moduleAliases], `aliases ${moduleAliases.join(' ')}`);
  }
  if (preload !== undefined) {
    const remember = `preload ${preload}`;
    try {
      await prepare('run_preload', [preload], remember);
    } catch (error) {
      runtime.forget(remember);
      throw error;
    }
  }
}
