import type { Runtime, Session } from '@pyloom/core-native';
import type { ExecutionMode } from '../modes/execution-mode';
import type { CheckedOptions } from './executor-options';

/** More lanes than this in one pool help nobody. */
const mostLanes = 1024;

/**
 * How far a pool may grow while lanes wait in callbacks. Every chain holds a permit, so that no more than
 * `maxConcurrent` lanes wait at a time; 32 is for Python threads, whose callbacks need none.
 */
function largest(size: number, options: CheckedOptions): number {
  if (options.maxLanes !== undefined) return Math.max(size, options.maxLanes);
  const { max, adaptation } = options.semaphore;
  return Math.min(mostLanes, size + Math.max(32, adaptation?.max ?? max));
}

/** Makes the runtime's pools fit the mode. Returns how many calls run at once. */
export function configurePools(runtime: Runtime, mode: ExecutionMode, options: CheckedOptions): number {
  const size = lanesOf(mode, options);
  if (mode === 'ray') return configureDriver(runtime, size, options);
  const isolated = mode === 'subinterp' || mode === 'process';
  const home = isolated ? options.numHomeLanes : size;
  runtime.configurePool('home', home, largest(home, options));
  if (!isolated) {
    runtime.configurePool('asyncHome', options.numAsyncWorkers, largest(options.numAsyncWorkers, options));
    return size;
  }
  runtime.configurePool('work', size, largest(size, options));
  runtime.configurePool('asyncWork', options.numAsyncWorkers, largest(options.numAsyncWorkers, options));
  // For coroutines of __main__ and of modules that refuse sub-interpreters.
  runtime.configurePool('asyncHome', 1, largest(1, options));
  return size;
}

/** One process, which hands calls on to a cluster. */
function configureDriver(runtime: Runtime, size: number, options: CheckedOptions): number {
  const { numAsyncWorkers } = options;
  runtime.configurePool('work', 1, 1);
  runtime.configurePool('home', size, largest(size, options));
  runtime.configurePool('asyncHome', numAsyncWorkers, largest(numAsyncWorkers, options));
  runtime.configurePool('asyncWork', numAsyncWorkers, largest(numAsyncWorkers, options));
  return size;
}

/** The processes that a session has beside its threads: for what refuses sub-interpreters, and for isolated contexts. */
export function configureProcesses(session: Session, mode: ExecutionMode, options: CheckedOptions): void {
  const size = refusedIn(mode, options) === 'process' ? options.numProcesses : 0;
  session.configureProcesses('home', 1, largest(1, options));
  session.configureProcesses('work', size, largest(size, options));
  session.configureProcesses('asyncWork', options.numAsyncWorkers, largest(options.numAsyncWorkers, options));
  session.configureProcesses('asyncHome', 1, largest(1, options));
}

/** Where calls of modules run that refuse sub-interpreters. In other modes none is refused. */
export function refusedIn(mode: ExecutionMode, { refused }: CheckedOptions): 'home' | 'process' {
  return mode === 'subinterp' ? refused : 'home';
}

function lanesOf(mode: ExecutionMode, options: CheckedOptions): number {
  if (mode === 'free_threaded') return options.numWorkers;
  if (mode === 'process') return options.numProcesses;
  if (mode === 'ray') return options.numExecutors;
  return mode === 'subinterp' ? options.numSubinterpWorkers : options.numExecutors;
}
