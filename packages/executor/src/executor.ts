import { checkName, checkText, describeValue, InvalidRangeError } from '@pyloom/common';
import type { Semaphore } from '@pyloom/semaphore';
import { type BatchedFunction, batchCalls } from './batches/batch-calls';
import type { BatchOptions } from './batches/batch-options';
import { checkArgs, checkLocals } from './calls/arguments';
import { type CallLimits, type CallOptions, checkSyncOptions } from './calls/call-options';
import type { Dispatcher } from './calls/dispatcher';
import { callTogether, type ParallelCall } from './calls/parallel';
import { SyncCalls } from './calls/sync-calls';
import { ExecutorContext } from './contexts/executor-context';
import { type ContextOptions, openContext } from './contexts/open-context';
import type { ExecutorStats } from './figures/executor-stats';
import { laneStats } from './figures/lane-stats';
import { collectGarbage, type MemoryStats, memoryStats } from './figures/memory-stats';
import { checkFrames, traceMemory } from './figures/trace-memory';
import { type CloseOptions, closeDown, closeTimeout } from './lifetime/closing';
import type { MapOptions } from './maps/map-options';
import { openMap } from './maps/open-map';
import type { PythonMap } from './maps/python-map';
import { supportsSubinterpreters } from './modes/choose-mode';
import type { ExecutionMode } from './modes/execution-mode';
import { runtimeFacts } from './modes/runtime-facts';
import { checkModuleName, defineModule, reloadModule } from './objects/modules';
import { Pools } from './scopes/pools';
import { evaluation, execution, Scope } from './scopes/scope';

/**
 * Runs Python with back-pressure, time limits and routing, in the mode that the Python at hand offers. Opened by
 * openExecutor(). An open executor that is idle does not keep the process alive.
 */
export class Executor extends Scope implements AsyncDisposable {
  /** In front of every operation; of every one but coroutines, if `maxConcurrent` follows the load. */
  readonly semaphore: Semaphore;
  /** In front of coroutines: the same, or one with a limit of its own if `maxConcurrent` follows the load. */
  readonly asyncSemaphore: Semaphore;
  readonly #dispatcher: Dispatcher;
  readonly #sync: SyncCalls;
  #closing: Promise<void> | undefined = undefined;

  /** @internal See openExecutor(). */
  constructor(dispatcher: Dispatcher) {
    super(new Pools(dispatcher));
    this.semaphore = dispatcher.semaphore;
    this.asyncSemaphore = dispatcher.asyncSemaphore;
    this.#dispatcher = dispatcher;
    this.#sync = new SyncCalls(dispatcher);
  }

  /** `'3.13.0'`. */
  get version(): string {
    return this.#dispatcher.runtime.version;
  }

  /** The python executable whose library runs. */
  get executable(): string {
    return this.#dispatcher.runtime.installation.executable;
  }

  /** How calls run side by side, at this moment: a free-threaded Python whose GIL comes back is `multi_executor` from then on. */
  get executionMode(): ExecutionMode {
    return this.#dispatcher.mode.mode;
  }

  /** Why this mode, in one sentence: 'CPython 3.12.1 has a GIL and its sub-interpreters are not safe before 3.12.4'. */
  get executionModeReason(): string {
    return this.#dispatcher.mode.reason;
  }

  /** Threads or interpreters that run calls at once in this mode. */
  get numExecutors(): number {
    return this.#dispatcher.mode.lanes;
  }

  /** Whether mode `subinterp` can be had with this Python. */
  get subinterpSupported(): boolean {
    return supportsSubinterpreters(runtimeFacts(this.#dispatcher.runtime));
  }

  /** Whether close() was called. */
  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Calls a function on this thread, in the main interpreter. Never waits for a permit.
   * @throws what the function raised; OverloadedError if no permit is free.
   */
  callSync<T = unknown>(
    module: string,
    name: string,
    args: readonly unknown[] = [],
    options?: Pick<CallOptions, 'kwargs'>,
  ): T {
    checkName('module', module);
    checkName('name', name);
    checkArgs(args);
    checkSyncOptions(options);
    const key = this.#dispatcher.runtime.functionKey(module, name);
    return this.#sync.call(key, args, options?.kwargs) as T;
  }

  /** eval() on this thread; see callSync(). */
  evalSync<T = unknown>(expression: string, locals?: Record<string, unknown>): T {
    checkText('expression', expression);
    checkLocals(locals);
    const key = this.#dispatcher.runtime.functionKey('pyloom._evaluate', 'evaluate');
    return this.#sync.call(key, [null, expression, locals ?? null], undefined, evaluation) as T;
  }

  /** exec() on this thread; see callSync(). */
  execSync(code: string, variables?: Record<string, unknown>): void {
    checkText('code', code);
    checkLocals(variables);
    const { runtime, routes } = this.#dispatcher;
    const key = runtime.functionKey('pyloom._evaluate', 'execute');
    this.#sync.call(key, [null, code, variables ?? null], undefined, execution);
    routes.forgetFunctions('__main__');
  }

  /** One outcome for each call, in order; more calls than executors is fine. Each has a permit and a time limit of its own. */
  async parallel<T = unknown>(
    calls: readonly ParallelCall[],
    options: CallLimits = {},
  ): Promise<PromiseSettledResult<T>[]> {
    return callTogether<T>(this.#dispatcher, calls, options);
  }

  /**
   * Calls a function for each item, several at a time, and gives the results as they come, or in the order of the items. An item is
   * drawn only when a result has been taken, beyond the first `concurrency` ones; leaving the loop cancels what runs and closes the
   * iterator of the items. Each call has a permit and a time limit of its own.
   */
  map<T = unknown>(
    module: string,
    name: string,
    items: Iterable<unknown> | AsyncIterable<unknown>,
    options: MapOptions = {},
  ): PythonMap<T> {
    return openMap<T>(this.#dispatcher, module, name, items, options);
  }

  /**
   * A function of one item, whose calls of one turn of the event loop become one call in Python: that of a function which takes a
   * list of items and returns a list with one result for each, or an array with one row for each. What it raises, all of the items get.
   * For what costs as much for many as for one, such as a model's `predict`.
   */
  batch<Item = unknown, Result = unknown>(
    module: string,
    name: string,
    options: BatchOptions = {},
  ): BatchedFunction<Item, Result> {
    return batchCalls<Item, Result>(this.#dispatcher, module, name, options);
  }

  /**
   * A namespace of its own that stays on one lane: state, objects and thread stay put.
   * @param options home: in the main interpreter, for modules that refuse sub-interpreters; isolated: in a process of its own
   */
  context(options?: ContextOptions): Promise<ExecutorContext> {
    return openContext(this.#dispatcher, ExecutorContext, options);
  }

  /**
   * Makes `source` importable as `name` in every interpreter, those still to come included. Doing so again replaces
   * and reloads it. Rejects with PythonError for a syntax error, and for `a.b` where there is no `a`.
   */
  async defineModule(name: string, source: string): Promise<void> {
    checkModuleName(name);
    checkText('source', source);
    this.#dispatcher.registry.refuseWhenClosed();
    await defineModule(this.#dispatcher, name, source);
  }

  /** Loads a module anew in every interpreter where it is loaded. */
  async reload(module: string): Promise<void> {
    checkName('module', module);
    this.#dispatcher.registry.refuseWhenClosed();
    await reloadModule(this.#dispatcher, module);
  }

  /**
   * Switches tracemalloc on or off; while it is on, memoryStats() has `tracedMemory`. A number is how many frames are kept for
   * each allocation, which tracemalloc's snapshots show: true is 1, false is 0. Rejects with MemoryTracingError where Python
   * runs in parallel (modes `subinterp` and `free_threaded`), since CPython's tracemalloc crashes there.
   */
  async traceMemory(frames: boolean | number = true): Promise<void> {
    const count = typeof frames === 'boolean' ? Number(frames) : frames;
    checkFrames(count);
    const { registry, runtime, session } = this.#dispatcher;
    registry.refuseWhenClosed();
    await traceMemory(runtime, session, this.executionMode, count);
  }

  /** Memory and garbage collector of every interpreter, and of the process; ask seldom, each interpreter has to answer. */
  async memoryStats(): Promise<MemoryStats> {
    const { registry, runtime, session } = this.#dispatcher;
    registry.refuseWhenClosed();
    return memoryStats(runtime, session);
  }

  /** Collects garbage in every interpreter; resolves with how many unreachable objects were found. */
  async gc(generation: 0 | 1 | 2 = 2): Promise<number> {
    if (generation !== 0 && generation !== 1 && generation !== 2) {
      throw new InvalidRangeError(`generation must be 0, 1 or 2, not ${describeValue(generation)}`);
    }
    const { registry, runtime, session } = this.#dispatcher;
    registry.refuseWhenClosed();
    return collectGarbage(runtime, session, generation);
  }

  /** The figures of this moment. */
  stats(): ExecutorStats {
    const { mode, registry, routes, runtime, session } = this.#dispatcher;
    const { counts, present, waitingForPermit } = registry;
    return {
      mode: this.executionMode,
      executors: this.numExecutors,
      running: present - waitingForPermit,
      queued: waitingForPermit,
      ...counts,
      homeModules: mode.isIsolated ? [...new Set([...routes.homeModules, ...runtime.homeModules()])] : [],
      lanes: laneStats(runtime, session),
    };
  }

  /**
   * Refuses new calls, lets running ones end for `timeout` milliseconds (default 5000), interrupts the rest, whose
   * promises reject with ClosedError; then runs atexit, if it is the last of the process, and flushes stdout. May be called twice.
   */
  close(options: CloseOptions = {}): Promise<void> {
    if (this.#closing === undefined) {
      try {
        this.#closing = closeDown(this.#dispatcher, closeTimeout(options));
      } catch (error) {
        return Promise.reject(error);
      }
    }
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
