import { availableParallelism } from 'node:os';
import {
  checkKnownKeys,
  checkText,
  describeValue,
  InvalidArgumentError,
  InvalidRangeError,
  isIdentifier,
  isModuleName,
} from '@pyloom/common';
import type { ProcessOptions } from '@pyloom/core-native';
import type { AdaptiveOptions, Semaphore } from '@pyloom/semaphore';
import type { RemoteSemaphore } from '../calls/remote-semaphore';
import { checkRayOptions, type RayOptions } from '../engines/ray-options';
import { type ExecutionMode, executionModes } from '../modes/execution-mode';
import { checkCount } from './check-count';
import { checkProcessOptions } from './process-options';
import { semaphoresOf } from './semaphores';

/** How an executor is set up. Times are in milliseconds. */
export interface ExecutorOptions {
  /**
   * A python executable, or the folder of a venv or an installation; or a version, '3.14' or '3.14t', which is looked for in $VIRTUAL_ENV,
   * ./.venv, on the PATH and among uv's, pyenv's, conda's and the system's Pythons. Default, first that exists: $PYLOOM_PYTHON, which
   * names one likewise, $VIRTUAL_ENV, ./.venv, python3 on the PATH, the newest of uv's.
   */
  python?: string;
  /**
   * Default `'auto'`: the most parallel mode that this Python gives; `'process'` where it has no shared library that could be loaded
   * into this process. `'ray'` runs calls on a Ray cluster.
   */
  mode?: ExecutionMode | 'auto';
  /**
   * Limit of the semaphore in front of every call. Default: os.availableParallelism() * 2 + 1, and at least `workers`. `'auto'`, or an
   * object that bounds it: a limit that follows the load, and another one for coroutines.
   */
  maxConcurrent?: number | 'auto' | AdaptiveOptions;
  /** How long a call may wait for a permit before it is an OverloadedError. Default 30 000; 0 sheds load at once. */
  acquireTimeout?: number;
  /** Lanes that run calls at once, whatever the mode. The option of the mode, one of the next four, wins over it. */
  workers?: number;
  /**
   * Threads in mode `multi_executor`. Default: `workers`, or else 4. As many again are started while calls would otherwise wait for
   * long ones, and end when there is nothing to do.
   */
  numExecutors?: number;
  /** Threads in mode `free_threaded`. Default: `workers`, or else os.availableParallelism(), at least 4. */
  numWorkers?: number;
  /** Interpreters in mode `subinterp`. Default: `workers`, or else os.availableParallelism(), at least 4. */
  numSubinterpWorkers?: number;
  /** @experimental Processes in mode `process`. Default: `workers`, or else os.availableParallelism(), at least 2. */
  numProcesses?: number;
  /**
   * @experimental In mode `subinterp`: where calls of modules run that refuse sub-interpreters. `'home'`: in the main interpreter, whose
   * GIL they share; `'process'`: in processes, `numProcesses` at once, with values in and out. Default `'home'`.
   */
  refused?: 'home' | 'process';
  /** @experimental How processes are started, and when they end: those of mode `process`, of `refused` and of isolated contexts. */
  process?: ProcessOptions;
  /** @experimental In mode `ray`: which Ray, and with what. Default: one of its own on this machine, which starts and ends with the client. */
  ray?: RayOptions;
  /** asyncio event loops. Default 2. */
  numAsyncWorkers?: number;
  /**
   * Most threads of one pool, those included that wait in callbacks. Default: the pool's size plus `maxConcurrent`, or plus
   * 32 if that is more; at most 1024.
   */
  maxLanes?: number;
  /** Python source run in every interpreter as it starts. */
  preload?: string;
  /** Folders put in front of sys.path in every interpreter. */
  sysPath?: string[];
  /** Other names under which Python code may import the module `pyloom`, such as `'erlang'`. */
  moduleAliases?: string[];
  /**
   * In mode `subinterp`: modules whose calls run in the main interpreter, with all below them: `'a'` covers `'a'` and `'a.b'`. For
   * those that import inside a function what refuses sub-interpreters; others are noticed. It holds for the whole process, until
   * it ends.
   */
  homeModules?: string[];
  /**
   * A semaphore to share with other executors, instead of `maxConcurrent`; or one to share with other machines, beside it: RedisSemaphore
   * of `@pyloom/redis`. With the latter nothing can be called synchronously, and at most `maxConcurrent` calls ask it at a time.
   */
  semaphore?: Semaphore | RemoteSemaphore;
}

/** With every default filled in. */
export type CheckedOptions = Required<
  Omit<ExecutorOptions, 'python' | 'preload' | 'semaphore' | 'maxConcurrent' | 'maxLanes' | 'workers'>
> & {
  /** Threads of the main interpreter beside those of mode `subinterp`, which `workers` is about there. */
  readonly numHomeLanes: number;
  readonly python: string | undefined;
  readonly preload: string | undefined;
  readonly maxLanes: number | undefined;
  readonly semaphore: Semaphore;
  readonly asyncSemaphore: Semaphore;
  readonly remoteSemaphore: RemoteSemaphore | undefined;
};

/** The keys of ExecutorOptions, for callers that have options of their own beside them. */
export const executorOptionKeys: readonly (keyof ExecutorOptions)[] = [
  'python',
  'mode',
  'maxConcurrent',
  'acquireTimeout',
  'workers',
  'numExecutors',
  'numWorkers',
  'numSubinterpWorkers',
  'numProcesses',
  'refused',
  'process',
  'ray',
  'numAsyncWorkers',
  'maxLanes',
  'preload',
  'sysPath',
  'moduleAliases',
  'homeModules',
  'semaphore',
];

/** Threads that share a GIL: more of them help who waits, and cost who computes. */
const defaultExecutors = 4;

/** More threads than this in one pool are a slip of the pen. */
const mostLanes = 1024;

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the option and its value. */
export function checkExecutorOptions(options: ExecutorOptions): CheckedOptions {
  checkKnownKeys('the options', options, executorOptionKeys);
  const { python, mode = 'auto', preload, sysPath = [], moduleAliases = [], homeModules = [] } = options;
  const { acquireTimeout = 30_000, numAsyncWorkers = 2, refused = 'home', process = {}, ray } = options;
  if (python !== undefined) checkText("The option 'python'", python);
  if (preload !== undefined) checkText("The option 'preload'", preload);
  checkMode(mode);
  const workers = options.workers === undefined ? undefined : checkLanes('workers', options.workers);
  const lanesOf = (
    name: `num${'Executors' | 'Workers' | 'SubinterpWorkers' | 'Processes'}`,
    otherwise: number,
  ) => checkLanes(name, options[name] === undefined ? (workers ?? otherwise) : options[name]);
  return {
    python,
    mode,
    ...semaphoresOf(options, workers),
    acquireTimeout: checkWait('acquireTimeout', acquireTimeout),
    numExecutors: lanesOf('numExecutors', defaultExecutors),
    numHomeLanes: options.numExecutors ?? defaultExecutors,
    numWorkers: lanesOf('numWorkers', Math.max(4, availableParallelism())),
    numSubinterpWorkers: lanesOf('numSubinterpWorkers', Math.max(4, availableParallelism())),
    numProcesses: lanesOf('numProcesses', Math.max(2, availableParallelism())),
    refused: checkRefused(refused),
    process: checkProcessOptions(process),
    ray: checkRay(ray, mode),
    numAsyncWorkers: checkLanes('numAsyncWorkers', numAsyncWorkers),
    maxLanes: options.maxLanes === undefined ? undefined : checkLanes('maxLanes', options.maxLanes),
    preload,
    sysPath: checkTexts('sysPath', sysPath),
    moduleAliases: checkNames('moduleAliases', moduleAliases, isIdentifier),
    homeModules: checkNames('homeModules', homeModules, isModuleName),
  };
}

function checkMode(mode: unknown): void {
  const known: readonly unknown[] = ['auto', ...executionModes, 'process', 'ray'];
  if (known.includes(mode)) return;
  throw new InvalidArgumentError(
    `The option 'mode' must be one of ${known.map((each) => `'${each}'`).join(', ')}, not ${describeValue(mode)}`,
  );
}

function checkRay(ray: RayOptions | undefined, mode: ExecutionMode | 'auto'): RayOptions {
  if (ray === undefined) return {};
  const checked = checkRayOptions(ray);
  if (mode === 'ray') return checked;
  throw new InvalidArgumentError(
    `The option 'ray' is about mode 'ray', and the option 'mode' is ${describeValue(mode)}`,
  );
}

function checkRefused(refused: unknown): 'home' | 'process' {
  if (refused === 'home' || refused === 'process') return refused;
  throw new InvalidArgumentError(
    `The option 'refused' must be 'home' or 'process', not ${describeValue(refused)}`,
  );
}

function checkLanes(name: string, value: unknown): number {
  return checkCount(name, value, mostLanes);
}

function checkWait(name: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw new InvalidArgumentError(
      `The option '${name}' must be a number of milliseconds, not ${describeValue(value)}`,
    );
  }
  if (!(value >= 0)) {
    throw new InvalidRangeError(
      `The option '${name}' must be 0 or a positive number of milliseconds, not ${value}`,
    );
  }
  return value;
}

function checkTexts(name: string, value: unknown): string[] {
  if (!Array.isArray(value) || value.some((each) => typeof each !== 'string' || each === '')) {
    throw new InvalidArgumentError(
      `The option '${name}' must be an array of strings that are not empty, not ${describeValue(value)}`,
    );
  }
  return [...value];
}

function checkNames(option: string, value: unknown, isName: (text: string) => boolean): string[] {
  const names = checkTexts(option, value);
  for (const name of names) {
    if (!isName(name)) {
      throw new InvalidArgumentError(
        `The option '${option}' must hold names of Python modules; ${describeValue(name)} is none`,
      );
    }
  }
  return names;
}
