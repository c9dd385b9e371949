import { checkKnownKeys, describeValue, InvalidArgumentError, InvalidRangeError } from '@pyloom/common';
import { currentHostCall, type FunctionKey, type Runtime, type Session } from '@pyloom/core-native';
import type { Semaphore } from '@pyloom/semaphore';
import { checkArgs, checkLocals, checkName, checkText } from './calls/arguments';
import {
  type CallLimits,
  type CallOptions,
  checkCallLimits,
  checkCallOptions,
  checkSyncOptions,
} from './calls/call-options';
import { Dispatcher } from './calls/dispatcher';
import { execArguments } from './calls/exec-arguments';
import { checkParallelCalls, type ParallelCall, startTogether } from './calls/parallel';
import { PendingCall } from './calls/pending-call';
import type { PythonScope, StreamOptions } from './calls/python-scope';
import { SyncCalls } from './calls/sync-calls';
import { closeDown } from './closing';
import { type ContextClass, ExecutorContext } from './contexts/context';
import type { CheckedOptions } from './executor-options';
import type { ExecutorStats } from './figures/executor-stats';
import { laneStats } from './figures/lane-stats';
import { collectGarbage, type MemoryStats, memoryStats } from './figures/memory-stats';
import { checkFrames, refuseWithoutCommonGil } from './figures/trace-memory';
import { GlueKeys } from './glue-keys';
import { type ChosenMode, supportsSubinterpreters } from './modes/choose-mode';
import { configurePools } from './modes/configure-pools';
import type { ExecutionMode } from './modes/execution-mode';
import { ModeState } from './modes/mode-state';
import { runtimeFacts } from './modes/runtime-facts';
import { ModuleOperations } from './objects/module-operations';
import { defineModule, reloadModule } from './objects/modules';
import { ReferenceOperations } from './objects/reference-operations';
import { routesOf } from './routes/routes';
import { PythonStream } from './streams/python-stream';
import type { StreamOpening } from './streams/stream-opening';
import { highWaterMarkOf } from './streams/stream-options';
import { StreamSource } from './streams/stream-source';

/**
 * Runs Python with back-pressure, time limits and routing, in the mode that the Python at hand offers. Opened by
 * openExecutor(). An open executor that is idle does not keep the process alive.
 */
export class Executor implements PythonScope, AsyncDisposable {
  /** The Python that runs. */
  readonly runtime: Runtime;
  /** What the executor is to the core: host functions, events and converters are registered there. */
  readonly session: Session;
  /** In front of every operation. */
  readonly semaphore: Semaphore;
  /** Threads or interpreters that run calls at once in this mode. */
  readonly numExecutors: number;
  /** Whether mode `subinterp` can be had with this Python. */
  readonly subinterpSupported: boolean;
  /** What is done with Python objects that JavaScript has references to. */
  readonly references: ReferenceOperations;
  /** What is done with modules as objects. */
  readonly modules: ModuleOperations;
  readonly #mode: ModeState;
  readonly #dispatcher: Dispatcher;
  readonly #glue: GlueKeys;
  readonly #sync: SyncCalls;
  readonly #isolated: boolean;
  #closing: Promise<void> | undefined = undefined;

  /** @internal See openExecutor(). */
  constructor(runtime: Runtime, chosen: ChosenMode, options: CheckedOptions) {
    this.runtime = runtime;
    this.semaphore = options.semaphore;
    this.subinterpSupported = supportsSubinterpreters(runtimeFacts(runtime));
    this.#isolated = chosen.mode === 'subinterp';
    this.numExecutors = configurePools(runtime, chosen.mode, options);
    this.session = runtime.openSession();
    this.#dispatcher = new Dispatcher(
      runtime,
      this.session,
      options.semaphore,
      options.acquireTimeout,
      routesOf(runtime, this.#isolated),
    );
    if (this.#isolated) {
      runtime.nameHomeModules(options.homeModules);
      this.#dispatcher.routes.nameHome(options.homeModules);
    }
    this.#glue = new GlueKeys(runtime);
    this.#sync = new SyncCalls(this.#dispatcher);
    this.#mode = new ModeState(this.#dispatcher, this.#glue, chosen);
    this.references = new ReferenceOperations(this.#dispatcher, this.#glue);
    this.modules = new ModuleOperations(this.#dispatcher, this.#glue);
  }

  /** The mode of this moment: a free-threaded Python whose GIL comes back is `multi_executor` from then on. */
  get executionMode(): ExecutionMode {
    return this.#mode.mode;
  }

  /** Why this mode, in one sentence. */
  get executionModeReason(): string {
    return this.#mode.reason;
  }

  call<T = unknown>(
    module: string,
    name: string,
    args: readonly unknown[] = [],
    options?: CallOptions,
  ): Promise<T> {
    try {
      checkArgs(args);
      checkCallOptions(options);
      return this.callKey<T>(this.key(module, name), args, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for names that cannot be any. */
  key(module: string, name: string): FunctionKey {
    checkName('module', module);
    checkName('name', name);
    return this.runtime.functionKey(module, name);
  }

  /** call() for a function that was looked up before, with options that are known to be right. */
  callKey<T = unknown>(key: FunctionKey, args: readonly unknown[], options?: CallOptions): Promise<T> {
    const pool = this.#dispatcher.routes.poolOf(key);
    return this.#run(new PendingCall(this.#dispatcher, key, args, options?.kwargs, pool), options);
  }

  /**
   * Runs a function on this thread, in the main interpreter. Never waits for a permit.
   * @throws what the function raised; OverloadedError if no permit is free.
   */
  callSync<T = unknown>(
    module: string,
    name: string,
    args: readonly unknown[] = [],
    options?: { kwargs?: Record<string, unknown> },
  ): T {
    checkArgs(args);
    checkSyncOptions(options);
    return this.#sync.call(this.key(module, name), args, options?.kwargs) as T;
  }

  /** callSync() for hot loops: the function is looked up once. */
  bindSync(key: FunctionKey): (...args: unknown[]) => unknown {
    return this.#sync.bind(key);
  }

  eval<T = unknown>(expression: string, locals?: Record<string, unknown>, options?: CallLimits): Promise<T> {
    try {
      checkText('expression', expression);
      checkLocals(locals);
      checkCallLimits(options);
    } catch (error) {
      return Promise.reject(error);
    }
    const call = new PendingCall(
      this.#dispatcher,
      this.#glue.evaluate,
      [expression, locals ?? null],
      undefined,
      'home',
    );
    call.description = 'eval';
    call.argumentNames = evaluateNames;
    return this.#run(call, options);
  }

  /** eval() on this thread, in the main interpreter; see callSync(). */
  evalSync<T = unknown>(expression: string, locals?: Record<string, unknown>): T {
    checkText('expression', expression);
    checkLocals(locals);
    return this.#sync.call(this.#glue.evaluate, [expression, locals ?? null], undefined, evaluateNames) as T;
  }

  async exec(
    code: string,
    variables?: Record<string, unknown> | CallLimits,
    options?: CallLimits,
  ): Promise<void> {
    checkText('code', code);
    const given = execArguments(variables, options);
    const args = [code, given.variables ?? null];
    const call = new PendingCall(this.#dispatcher, this.#glue.execute, args, undefined, 'home');
    call.description = 'exec';
    call.argumentNames = executeNames;
    try {
      await this.#run(call, given.limits);
    } finally {
      this.#dispatcher.routes.forgetFunctions('__main__');
    }
  }

  /** exec() on this thread, in the main interpreter; see callSync(). */
  execSync(code: string, variables?: Record<string, unknown>): void {
    checkText('code', code);
    checkLocals(variables);
    this.#sync.call(this.#glue.execute, [code, variables ?? null], undefined, executeNames);
    this.#dispatcher.routes.forgetFunctions('__main__');
  }

  /** One outcome for each call, in order; more calls than executors is fine. Each has a permit and a time limit of its own. */
  async parallel<T = unknown>(
    calls: readonly ParallelCall[],
    options: CallLimits = {},
  ): Promise<PromiseSettledResult<T>[]> {
    checkParallelCalls(calls, options);
    const { routes } = this.#dispatcher;
    const pending = calls.map(([module, name, args = [], kwargs]) => {
      const key = this.key(module, name);
      return new PendingCall(this.#dispatcher, key, args, kwargs, routes.poolOf(key));
    });
    const promises = pending.map((call) => call.promise<T>());
    startTogether(this.#dispatcher, pending, options);
    return Promise.allSettled(promises);
  }

  stream<T = unknown>(
    module: string,
    name: string,
    args: readonly unknown[] = [],
    options: CallOptions & StreamOptions = {},
  ): PythonStream<T> {
    checkArgs(args);
    checkCallOptions(options, ['highWaterMark']);
    const key = this.key(module, name);
    return this.#stream(
      {
        key: this.#glue.openStream,
        args: [null, module, name, ...args],
        kwargs: options.kwargs,
        pool: this.#dispatcher.routes.poolOf(key),
        routeKey: key,
        argumentNames: ['context', 'module', 'name'],
        description: `${module}.${name}`,
      },
      options,
    );
  }

  streamEval<T = unknown>(
    expression: string,
    locals?: Record<string, unknown>,
    options: CallLimits & StreamOptions = {},
  ): PythonStream<T> {
    checkText('expression', expression);
    checkLocals(locals);
    checkCallLimits(options, ['highWaterMark']);
    return this.#stream(
      {
        key: this.#glue.openExpressionStream,
        args: [null, expression, locals ?? null],
        argumentNames: ['context', 'expression', 'locals'],
        pool: 'home',
        description: 'eval',
      },
      options,
    );
  }

  /**
   * A namespace of its own that stays on one lane.
   * @param options home: in the main interpreter, for modules that refuse sub-interpreters
   */
  context(options?: { home?: boolean }): Promise<ExecutorContext> {
    return this.contextOf(ExecutorContext, options);
  }

  /**
   * The same of a class that adds to ExecutorContext, for packages that build on this one.
   * @hidden
   */
  async contextOf<C extends ExecutorContext>(
    kind: ContextClass<C>,
    options: { home?: boolean } = {},
  ): Promise<C> {
    checkKnownKeys('the options of context', options, ['home']);
    if (options.home !== undefined && typeof options.home !== 'boolean') {
      throw new InvalidArgumentError(
        `The option 'home' must be true or false, not ${describeValue(options.home)}`,
      );
    }
    this.#refuseWhenClosed();
    const pool = this.#isolated && options.home !== true ? 'work' : 'home';
    return ExecutorContext.open(this.#dispatcher, this.#glue, pool, kind);
  }

  /**
   * Makes `source` importable as `name` in every interpreter, those still to come included. Doing so again replaces
   * and reloads it. Rejects with PythonError for a syntax error, and for `a.b` where there is no `a`.
   */
  async defineModule(name: string, source: string): Promise<void> {
    checkModuleName(name);
    checkText('source', source);
    this.#refuseWhenClosed();
    await defineModule(this.runtime, this.session, this.#glue, this.#dispatcher.routes, name, source);
  }

  /** Loads a module anew in every interpreter where it is loaded. */
  async reload(module: string): Promise<void> {
    checkName('module', module);
    this.#refuseWhenClosed();
    await reloadModule(this.runtime, this.session, this.#dispatcher.routes, module);
  }

  /**
   * Runs a function of `pyloom._ops` in every interpreter. With a key it is remembered for interpreters to come, in place
   * of an earlier one of that key.
   */
  async everywhere(operation: string, args: unknown[], remember?: string): Promise<void> {
    this.#refuseWhenClosed();
    await this.runtime.broadcast(this.session, operation, args, remember === undefined ? {} : { remember });
  }

  /**
   * Starts tracemalloc, keeping `frames` frames for each allocation; 0 stops it. Rejects with MemoryTracingError where Python
   * runs on several GILs, or without one.
   */
  async traceMemory(frames: number): Promise<void> {
    checkFrames(frames);
    this.#refuseWhenClosed();
    refuseWithoutCommonGil(this.runtime, this.executionMode);
    await this.everywhere('trace_allocations', [frames]);
  }

  /** Memory and garbage collector of every interpreter, and of the process. */
  async memoryStats(): Promise<MemoryStats> {
    this.#refuseWhenClosed();
    return memoryStats(this.runtime, this.session, this.#glue);
  }

  /** Collects garbage in every interpreter; resolves with how many unreachable objects were found. */
  async gc(generation: 0 | 1 | 2 = 2): Promise<number> {
    if (generation !== 0 && generation !== 1 && generation !== 2) {
      throw new InvalidRangeError(`generation must be 0, 1 or 2, not ${describeValue(generation)}`);
    }
    this.#refuseWhenClosed();
    return collectGarbage(this.runtime, this.session, this.#glue, generation);
  }

  /** The figures of this moment. */
  stats(): ExecutorStats {
    const { counts, routes, present, waitingForPermit } = this.#dispatcher;
    return {
      mode: this.executionMode,
      executors: this.numExecutors,
      running: present - waitingForPermit,
      queued: waitingForPermit,
      ...counts,
      homeModules: this.#isolated ? [...new Set([...routes.homeModules, ...this.runtime.homeModules()])] : [],
      lanes: laneStats(this.runtime),
    };
  }

  /**
   * Refuses new calls, lets running ones end for `timeout` milliseconds (default 5000), interrupts the rest, whose
   * promises reject with ClosedError; then runs atexit, if it is the last of the process, and flushes stdout.
   */
  close(options: { timeout?: number } = {}): Promise<void> {
    if (this.#closing === undefined) {
      try {
        this.#closing = closeDown(this.#dispatcher, this.#glue, closeTimeout(options));
      } catch (error) {
        return Promise.reject(error);
      }
    }
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Whether close() was called. */
  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  #run<T>(call: PendingCall, limits: CallLimits | undefined): Promise<T> {
    const promise = call.promise<T>();
    if (limits === undefined || call.limit(limits.timeout, limits.signal)) call.start();
    return promise;
  }

  #stream<T>(opening: StreamOpening, options: CallLimits & StreamOptions): PythonStream<T> {
    this.#refuseWhenClosed();
    const mark = highWaterMarkOf(options);
    return new PythonStream<T>(
      new StreamSource(this.#dispatcher, this.#glue, opening, options, mark, currentHostCall()),
    );
  }

  #refuseWhenClosed(): void {
    if (this.#dispatcher.closed) throw this.#dispatcher.closedError();
  }
}

const evaluateNames = ['expression', 'locals'];
const executeNames = ['code', 'locals'];

function closeTimeout(options: { timeout?: number }): number {
  checkKnownKeys('the options of close', options, ['timeout']);
  const { timeout = 5000 } = options;
  if (typeof timeout !== 'number') {
    throw new InvalidArgumentError(`timeout must be a number of milliseconds, not ${describeValue(timeout)}`);
  }
  if (!(timeout >= 0)) {
    throw new InvalidRangeError(`timeout must be 0 or a positive number of milliseconds, not ${timeout}`);
  }
  return timeout;
}

function checkModuleName(name: unknown): void {
  checkName('name', name);
  if (!name.split('.').every((part) => /^[\p{XID_Start}_][\p{XID_Continue}]*$/u.test(part))) {
    throw new InvalidArgumentError(`name must be the name of a Python module, not ${describeValue(name)}`);
  }
}
