import { inspect } from 'node:util';
import { describeValue, InvalidArgumentError } from '@pyloom/common';
import type { Session } from '@pyloom/core-native';
import type {
  CallLimits,
  CallOptions,
  ExecutionMode,
  Executor,
  ExecutorStats,
  MemoryStats,
  ParallelCall,
  PythonScope,
  PythonStream,
  StreamOptions,
} from '@pyloom/executor';
import type { Semaphore } from '@pyloom/semaphore';
import type { SharedState } from '@pyloom/state';
import { checkName } from './check-name';
import { guarded } from './event-handler';
import { type LogRecord, writeRecord } from './log-record';
import { checkLoggingOptions, type LoggingOptions } from './logging-options';
import { HomeModules, type ModuleScope } from './module-scope';
import { type PyFunction, pyFunction } from './py-function';
import { makePyModule } from './py-module';
import type { PyRef } from './py-ref';
import { PythonContext } from './python-context';
import { checkFree } from './reserved-names';
import type { TraceSpan } from './trace-log';
import { Tracing } from './tracing';
import { activateVenv, deactivateVenv, type VenvInfo, venvInfo } from './venv/active-venv';
import { type EnsuredVenv, ensureVenv } from './venv/ensure-venv';
import type { EnsureVenvOptions } from './venv/venv-options';

/**
 * A client of Python: every operation behind one object. Made by createPython().
 *
 * Functions that return a promise reject, they never throw: with PythonError for what Python raised, OverloadedError,
 * PythonTimeoutError, ConversionError, ClosedError, or a TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for wrong
 * arguments. An open client that is idle does not keep the process alive.
 */
export class Python implements PythonScope, AsyncDisposable {
  /** In front of every operation. */
  readonly semaphore: Semaphore;
  /** What Python reaches as `pyloom.state_get` and the like. */
  readonly state: SharedState;
  readonly #executor: Executor;
  readonly #session: Session;
  readonly #modules: ModuleScope;
  readonly #tracing: Tracing;

  /** @internal See createPython(). */
  constructor(executor: Executor, state: SharedState) {
    this.#executor = executor;
    this.#session = executor.session;
    this.#modules = new HomeModules(executor);
    this.#tracing = new Tracing(executor.session);
    this.semaphore = executor.semaphore;
    this.state = state;
  }

  /** `'3.13.0'`. */
  get version(): string {
    return this.#executor.runtime.version;
  }

  /** The python executable whose library runs. */
  get executable(): string {
    return this.#executor.runtime.installation.executable;
  }

  /** How calls run side by side, at this moment: a free-threaded Python may get its GIL back. */
  get executionMode(): ExecutionMode {
    return this.#executor.executionMode;
  }

  /** Why this mode, in one sentence: 'CPython 3.12.1 has a GIL and its sub-interpreters are not safe before 3.12.4'. */
  get executionModeReason(): string {
    return this.#executor.executionModeReason;
  }

  /** Threads or interpreters that run calls at once in this mode. */
  get numExecutors(): number {
    return this.#executor.numExecutors;
  }

  /** Whether mode `subinterp` can be had with this Python. */
  get subinterpSupported(): boolean {
    return this.#executor.subinterpSupported;
  }

  /**
   * Calls a function; `name` may be dotted (`'Path.cwd'`). Awaits the result if it is awaitable. A module is imported on
   * first use; `'__main__'` is where exec() and eval() run.
   */
  call<T = unknown>(
    module: string,
    name: string,
    args?: readonly unknown[],
    options?: CallOptions,
  ): Promise<T> {
    return this.#executor.call<T>(module, name, args, options);
  }

  /**
   * Calls a function on this thread, in the main interpreter. Never waits for a permit.
   * @throws what the function raised; OverloadedError if no permit is free.
   */
  callSync<T = unknown>(
    module: string,
    name: string,
    args?: readonly unknown[],
    options?: Pick<CallOptions, 'kwargs'>,
  ): T {
    return this.#executor.callSync<T>(module, name, args, options);
  }

  /** The value of an expression, in `__main__`. `locals` are seen by comprehensions and lambdas, and are gone afterwards. */
  eval<T = unknown>(expression: string, locals?: Record<string, unknown>, options?: CallLimits): Promise<T> {
    return this.#executor.eval<T>(expression, locals, options);
  }

  /** eval() on this thread; see callSync(). */
  evalSync<T = unknown>(expression: string, locals?: Record<string, unknown>): T {
    return this.#executor.evalSync<T>(expression, locals);
  }

  /**
   * Runs statements in `__main__`, indented as a whole or not. `variables` are defined there first, and stay. An object whose keys are
   * all options of a call is taken for these: `exec(code, { timeout: 1000 })`.
   */
  exec(code: string, variables?: Record<string, unknown> | CallLimits, options?: CallLimits): Promise<void> {
    return this.#executor.exec(code, variables, options);
  }

  /** exec() on this thread; see callSync(). */
  execSync(code: string, variables?: Record<string, unknown>): void {
    this.#executor.execSync(code, variables);
  }

  /** One outcome for each call, in order; more calls than executors is fine. */
  parallel<T = unknown>(
    calls: readonly ParallelCall[],
    options?: CallLimits,
  ): Promise<PromiseSettledResult<T>[]> {
    return this.#executor.parallel<T>(calls, options);
  }

  /**
   * The items of what a function returns: a generator, an async generator or anything else that can be iterated, read ahead
   * of the loop by `highWaterMark` items. The call is made at the first `next()`; `timeout` bounds each wait; leaving the loop closes the generator.
   */
  stream<T = unknown>(
    module: string,
    name: string,
    args?: readonly unknown[],
    options?: CallOptions & StreamOptions,
  ): PythonStream<T> {
    return this.#executor.stream<T>(module, name, args, options);
  }

  /** The items of what an expression gives. */
  streamEval<T = unknown>(
    expression: string,
    locals?: Record<string, unknown>,
    options?: CallLimits & StreamOptions,
  ): PythonStream<T> {
    return this.#executor.streamEval<T>(expression, locals, options);
  }

  /** A handle for hot loops: the function is looked up once. */
  func<A extends unknown[] = unknown[], R = unknown>(module: string, name: string): PyFunction<A, R> {
    return pyFunction<A, R>(this.#executor, module, name);
  }

  /**
   * A module as an object, imported with its first use: `const math = py.module('math'); await math.sqrt(16); await math.pi`.
   * Runs in the main interpreter, where objects of all modules meet; `call` and its like run in parallel.
   * With types that `npx pyloom types` writes: `py.module<typeof import('./math.types')>('math')`.
   * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for a name that cannot be any.
   */
  module<T = PyRef>(name: string): T {
    return makePyModule(this.#modules, name) as T;
  }

  /** The same for a module that is imported now: `const np = await py.import('numpy'); await np.arange(10)`. */
  async import<T = PyRef>(module: string): Promise<T> {
    // Asked for something that every module has, so that one that cannot be imported rejects here.
    await this.#modules.getAttribute(module, '__name__');
    return this.module<T>(module);
  }

  /** Makes `source` importable as `name` in every interpreter, those still to come included. */
  defineModule(name: string, source: string): Promise<void> {
    return this.#executor.defineModule(name, source);
  }

  /** Loads a module anew, in every interpreter where it is loaded. */
  reload(module: string): Promise<void> {
    return this.#executor.reload(module);
  }

  /** A namespace of its own that stays on one lane: state, objects and thread stay put. */
  context(options?: { home?: boolean }): Promise<PythonContext> {
    return this.#executor.contextOf(PythonContext, options);
  }

  /**
   * Lets Python call `fn` as `pyloom.call(name, ...)`, `pyloom.name(...)` or after `from pyloom import name`. It may be async
   * and may call Python. Registering a name again replaces.
   * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for names of the module `pyloom` itself.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the arguments are whatever Python passes
  registerFunction(name: string, fn: (...args: any[]) => unknown): void {
    checkName('name', name);
    checkFree(name);
    if (typeof fn !== 'function') {
      throw new InvalidArgumentError(`fn must be a function, not ${describeValue(fn)}`);
    }
    this.#session.registerHostFunction(name, fn);
  }

  /** False if there was none of that name. */
  unregisterFunction(name: string): boolean {
    return this.#session.unregisterHostFunction(name);
  }

  /** Memory and garbage collector of every interpreter, and of the process; ask seldom, each interpreter has to answer. */
  memoryStats(): Promise<MemoryStats> {
    return this.#executor.memoryStats();
  }

  /**
   * Switches tracemalloc on or off; while it is on, memoryStats() has `tracedMemory`. A number is how many frames are kept for
   * each allocation, which tracemalloc's snapshots show: true is 1, false is 0. Rejects with MemoryTracingError where Python
   * runs in parallel (modes `subinterp` and `free_threaded`), since CPython's tracemalloc crashes there.
   */
  traceMemory(frames: boolean | number = true): Promise<void> {
    return this.#executor.traceMemory(typeof frames === 'boolean' ? Number(frames) : frames);
  }

  /** Collects garbage in every interpreter; resolves with how many unreachable objects were found. */
  gc(generation?: 0 | 1 | 2): Promise<number> {
    return this.#executor.gc(generation);
  }

  /** The figures of this moment. */
  stats(): ExecutorStats {
    return this.#executor.stats();
  }

  /** Makes a virtual environment of this Python, fills it with what is required, and activates it; see ensureVenv(). */
  async ensureVenv(options: Omit<EnsureVenvOptions, 'python'>): Promise<EnsuredVenv> {
    const venv = await ensureVenv({ ...options, python: this.executable });
    await this.activateVenv(venv.path);
    return venv;
  }

  /** Puts a virtual environment's packages in front of sys.path, everywhere. One that is active is left before. */
  activateVenv(path: string): Promise<void> {
    return activateVenv(this.#executor, path);
  }

  /** sys.path becomes exactly what it was. */
  deactivateVenv(): Promise<void> {
    return deactivateVenv(this.#executor);
  }

  /** The virtual environment that is active: switched on, or that of the `python` option. */
  venvInfo(): VenvInfo {
    return venvInfo(this.#executor);
  }

  /** Python's logging to the handler, from any thread, without making Python wait. */
  async configureLogging(options: LoggingOptions = {}): Promise<void> {
    checkLoggingOptions(options);
    const { level = 'info', format, handler = writeRecord } = options;
    this.#session.setEventHandler('log', guarded<LogRecord>('log', handler));
    await this.#executor.everywhere('configure_logging', [level, format ?? null], 'logging');
  }

  /**
   * Spans made in Python are kept for getTraces(), and handed to the handler. Where `@opentelemetry/api` is installed, they are made
   * spans of OpenTelemetry too: children of the span that is active where the call is made, which is also active in host functions that
   * Python calls from there.
   */
  async enableTracing(handler?: (span: TraceSpan) => void): Promise<void> {
    if (handler !== undefined && typeof handler !== 'function') {
      throw new InvalidArgumentError(`handler must be a function, not ${describeValue(handler)}`);
    }
    await this.#tracing.enable(handler);
  }

  /** The newest 10 000 spans, in the order of their ends. */
  getTraces(): TraceSpan[] {
    return this.#tracing.log.spans;
  }

  /** Forgets the spans that have come so far. */
  clearTraces(): void {
    this.#tracing.log.clear();
  }

  /** Spans are dropped from now on; those that have come stay. */
  async disableTracing(): Promise<void> {
    this.#tracing.disable();
  }

  /**
   * Refuses new calls, lets running ones end for `timeout` milliseconds (default 5000), interrupts the rest, whose
   * promises reject with ClosedError; runs atexit, if it is the last client, and flushes stdout. May be called twice.
   */
  async close(options?: { timeout?: number }): Promise<void> {
    await this.#executor.close(options);
    this.#tracing.flush();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  [inspect.custom](): string {
    const state = this.#executor.isClosed ? ', closed' : '';
    return `Python <${this.version}, ${this.executionMode}, ${this.executable}${state}>`;
  }
}
