import { resolve } from 'node:path';
import {
  findPython,
  loadedPython,
  loadRuntime,
  offerProcesses,
  openProcesses,
  type ProcessOptions,
  type Runtime,
} from '@pyloom/core-native';
import { Dispatcher } from '../calls/dispatcher';
import { RemotePermits } from '../calls/remote-semaphore';
import { clusterUnavailable } from '../engines/cluster-unavailable';
import { Driver } from '../engines/driver';
import type { Engine } from '../engines/engine';
import { rayEngine } from '../engines/ray-engine';
import { publishProcessEvents } from '../figures/process-events';
import { type ChosenMode, chooseMode, supportsProcesses } from '../modes/choose-mode';
import { ModeState } from '../modes/mode-state';
import { refuseWithoutProcesses, runtimeFacts } from '../modes/runtime-facts';
import { routesOf } from '../routes/routes';
import { configurePools, configureProcesses, refusedIn } from './configure-pools';
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
  const engine = checked.mode === 'ray' ? rayEngine(checked.ray) : undefined;
  const runtime = await openRuntime(checked, engine);
  const chosen = chooseMode(runtimeFacts(runtime), checked.mode);
  const dispatcher = makeDispatcher(runtime, chosen, checked, engine);
  prepareProcesses(dispatcher, chosen, checked);
  try {
    connect?.(dispatcher);
    await runtime.whenStarted();
    if (dispatcher.driver !== undefined) await joinCluster(dispatcher, dispatcher.driver, checked, options);
    await prepareInterpreters(dispatcher, checked);
  } catch (error) {
    dispatcher.session.close();
    throw error;
  }
  return dispatcher;
}

/** In processes, if that was asked for, or if this Python can only run there and nothing else was asked for. */
async function openRuntime(
  { python, mode, refused, process }: CheckedOptions,
  engine: Engine | undefined,
): Promise<Runtime> {
  const installation = await findPython({
    // Who asks for none means the one that is there, whatever the environment says by now.
    python: python ?? loadedPython(),
    mayLackLibrary: mode === 'process' || engine !== undefined || (mode === 'auto' && supportsProcesses()),
  });
  if (engine !== undefined) return openProcesses(installation, ofDriver(engine, process));
  if (mode === 'process' || installation.library === '') return openProcesses(installation, process);
  const runtime = await loadRuntime(installation);
  if (refused === 'process') refuseWithoutProcesses(runtime);
  return runtime;
}

/** The one process of a client whose calls run elsewhere. */
function ofDriver(engine: Engine, options: ProcessOptions): ProcessOptions {
  const inherited = Object.entries(engine.environment).filter(([name]) => process.env[name] === undefined);
  return { ...options, env: { ...Object.fromEntries(inherited), ...options.env } };
}

async function joinCluster(
  { runtime, mode, semaphore, asyncSemaphore }: Dispatcher,
  driver: Driver,
  { process: { killAfter = 1000 } }: CheckedOptions,
  { maxConcurrent, semaphore: given }: ExecutorOptions,
): Promise<void> {
  try {
    await driver.configure(killAfter);
    const { cpus } = await driver.connect();
    mode.lanes = cpus;
    if (maxConcurrent !== undefined || given === semaphore) return;
    // As many as it would be on one machine that has all of the cluster's processors.
    for (const each of new Set([semaphore, asyncSemaphore])) each.setMax(Math.max(each.max, 2 * cpus + 1));
  } catch (error) {
    throw clusterUnavailable(error, driver.engine.mode, runtimeFacts(runtime));
  }
}

/** A session of threads may have processes as well, of which none is started before it is needed. */
function prepareProcesses(
  { runtime, session }: Dispatcher,
  { mode }: ChosenMode,
  options: CheckedOptions,
): void {
  if (!session.remote && supportsProcesses()) {
    offerProcesses(session, runtime.installation, options.process);
    configureProcesses(session, mode, options);
  }
  publishProcessEvents(session);
}

/** A session of the runtime, whose pools are made to fit the mode. */
export function makeDispatcher(
  runtime: Runtime,
  chosen: ChosenMode,
  options: CheckedOptions,
  engine?: Engine,
): Dispatcher {
  const lanes = configurePools(runtime, chosen.mode, options);
  const session = runtime.openSession();
  const mode = new ModeState(runtime, session, chosen, lanes);
  const routes = routesOf(runtime, mode.isIsolated, refusedIn(chosen.mode, options));
  if (mode.isIsolated) {
    runtime.nameHomeModules(options.homeModules);
    routes.nameHome(options.homeModules);
  }
  const { semaphore, asyncSemaphore, remoteSemaphore, acquireTimeout } = options;
  const remotePermits = remoteSemaphore && new RemotePermits(remoteSemaphore);
  return new Dispatcher(
    runtime,
    session,
    semaphore,
    asyncSemaphore,
    acquireTimeout,
    routes,
    mode,
    remotePermits,
    engine && new Driver(engine, runtime, session),
  );
}

/** What every interpreter gets, those that are there and those that will be. */
async function prepareInterpreters(
  dispatcher: Dispatcher,
  { sysPath, moduleAliases, preload }: CheckedOptions,
): Promise<void> {
  const { runtime } = dispatcher;
  const prepare = (module: string, operation: string, args: unknown[], remember: string) =>
    dispatcher.everywhere(runtime.functionKey(`pyloom.${module}`, operation), args, remember);
  if (sysPath.length > 0) {
    const folders = sysPath.map((folder) => resolve(folder));
    await prepare('_modules', 'put_in_front', [folders], `sysPath ${folders.join('\0')}`);
  }
  if (moduleAliases.length > 0) {
    await prepare('_modules', 'alias', [moduleAliases], `aliases ${moduleAliases.join(' ')}`);
  }
  if (preload !== undefined) {
    const remember = `preload ${preload}`;
    try {
      await prepare('_evaluate', 'run_preload', [preload], remember);
    } catch (error) {
      runtime.forget(remember);
      throw error;
    }
  }
}
