import { inspect } from 'node:util';
import { checkName, describeValue, InvalidArgumentError } from '@pyloom/common';
import { type ArrayType, sharedArray } from '@pyloom/core-native';
import {
  bindFunction,
  type CloseOptions,
  type ContextOptions,
  type Dispatcher,
  Executor,
  openContext,
} from '@pyloom/executor';
import type { SharedState } from '@pyloom/state';
import { Turn } from './expressions/turn';
import { writeRecord } from './logging/log-record';
import { checkLoggingOptions, type LoggingOptions } from './logging/logging-options';
import { checkMetricsOptions, Metrics, type MetricsOptions } from './metrics/metrics';
import { HomeScope, type ModuleScope } from './objects/module-scope';
import { type PyFunction, pyFunction } from './objects/py-function';
import { makePyModule } from './objects/py-module';
import type { PyRef } from './objects/py-object';
import type { PythonModule, PythonModules } from './objects/python-modules';
import { PythonContext } from './python-context';
import type { TraceSpan } from './tracing/trace-log';
import { Tracing } from './tracing/tracing';
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
export class Python<State = SharedState> extends Executor {
  /** What Python reaches as `pyloom.state_get` and the like: the option `state`, or a store of its own. */
  readonly state: State;
  readonly #dispatcher: Dispatcher;
  readonly #modules: ModuleScope;
  readonly #tracing: Tracing;
  readonly #metrics = new Metrics(this);

  /** @internal See createPython(). */
  constructor(dispatcher: Dispatcher, state: State) {
    super(dispatcher);
    this.#dispatcher = dispatcher;
    this.#modules = new HomeScope(dispatcher, this);
    this.#tracing = new Tracing(dispatcher.session);
    this.state = state;
  }

  /**
   * A handle for hot loops: the function is looked up once.
   * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for names that cannot be any.
   */
  func<A extends unknown[] = unknown[], R = unknown>(module: string, name: string): PyFunction<A, R> {
    return pyFunction<A, R>(this, bindFunction(this.#dispatcher, module, name), module, name);
  }

  /**
   * A module as an object, imported with its first use: `const math = py.module('math'); await math.sqrt(16); await math.pi`.
   * Runs in the main interpreter, where objects of all modules meet; `call` and its like run in parallel.
   * With types that `npx pyloom types` writes: `py.module<typeof import('./math.types')>('math')`.
   * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for a name that cannot be any.
   */
  module<N extends keyof PythonModules>(name: N): PythonModule<N>;
  module<T = PyRef>(name: string): T;
  module<T = PyRef>(name: string): T {
    return makePyModule(this.#modules, name) as T;
  }

  /** The same for a module that is imported now: `const np = await py.import('numpy'); await np.arange(10)`. */
  import<N extends keyof PythonModules>(module: N): Promise<PythonModule<N>>;
  import<T = PyRef>(module: string): Promise<T>;
  async import<T = PyRef>(module: string): Promise<T> {
    // Asked for something that every module has, so that one that cannot be imported rejects here.
    await this.#modules.getAttribute(module, '__name__');
    return this.module<T>(module);
  }

  override context(options?: ContextOptions): Promise<PythonContext> {
    return openContext(this.#dispatcher, PythonContext, options);
  }

  /**
   * A typed array of zeros in memory that JavaScript and Python both see and write to, without a copy, in process lanes and isolated
   * contexts as well. Python gets it, and each array that is made on its buffer, as a writable memoryview or `numpy.ndarray`; what comes
   * back is on the very same buffer. Whatever is written by one side while the other reads is for the program to keep apart. It is
   * freed when nobody refers to it any more. Python makes one with `pyloom.shared_array('float64', 1000)`.
   * @param type the class of a typed array, or DataView
   * @param length the number of its elements
   * Rejects with a TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for other types and lengths, and with SharedMemoryError where
   * the system refuses the memory, of which each array takes one file descriptor.
   */
  async sharedArray<A extends ArrayBufferView>(type: ArrayType<A>, length: number): Promise<A> {
    this.#dispatcher.registry.refuseWhenClosed();
    return sharedArray(type, length);
  }

  /**
   * Lets Python call `fn` as `pyloom.call(name, ...)`, `pyloom.name(...)` or after `from pyloom import name`. It may be async
   * and may call Python. Registering a name again replaces.
   * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for names of the module `pyloom` itself.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the arguments are whatever Python passes
  registerFunction(name: string, fn: (...args: any[]) => unknown): void {
    checkName('name', name);
    if (typeof fn !== 'function') {
      throw new InvalidArgumentError(`fn must be a function, not ${describeValue(fn)}`);
    }
    this.#dispatcher.session.registerHostFunction(name, fn);
  }

  /** False if there was none of that name. */
  unregisterFunction(name: string): boolean {
    return this.#dispatcher.session.unregisterHostFunction(name);
  }

  /** Makes a virtual environment of this Python, fills it with what is required, and activates it; see ensureVenv(). */
  async ensureVenv(options: Omit<EnsureVenvOptions, 'python'>): Promise<EnsuredVenv> {
    const venv = await ensureVenv({ ...options, python: this.executable });
    await this.activateVenv(venv.path);
    return venv;
  }

  /** Puts a virtual environment's packages in front of sys.path, everywhere. One that is active is left before. */
  activateVenv(path: string): Promise<void> {
    return activateVenv(this.#dispatcher, path);
  }

  /** sys.path becomes exactly what it was. */
  deactivateVenv(): Promise<void> {
    return deactivateVenv(this.#dispatcher);
  }

  /** The virtual environment that is active: switched on, or that of the `python` option. */
  venvInfo(): VenvInfo {
    return venvInfo(this.#dispatcher);
  }

  /** Python's logging to the handler, from any thread, without making Python wait. */
  async configureLogging(options: LoggingOptions = {}): Promise<void> {
    checkLoggingOptions(options);
    const { level = 'info', format, handler = writeRecord } = options;
    this.#dispatcher.session.setEventHandler('log', handler);
    const { registry, runtime } = this.#dispatcher;
    registry.refuseWhenClosed();
    const configure = runtime.functionKey('pyloom._logging', 'configure');
    await this.#dispatcher.everywhere(configure, [level, format ?? null], 'logging');
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

  /**
   * Gives OpenTelemetry the figures of `stats()`: calls by outcome, permits, lanes. Rejects where `@opentelemetry/api` is not
   * installed. It lasts until the client is closed: what OpenTelemetry has not collected by then it never sees, so flush its meter
   * provider before `close()`.
   */
  async enableMetrics(options: MetricsOptions = {}): Promise<void> {
    checkMetricsOptions(options);
    await this.#metrics.enable(options);
  }

  /** OpenTelemetry gets no more figures of this client. */
  disableMetrics(): void {
    this.#metrics.disable();
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

  override async close(options?: CloseOptions): Promise<void> {
    Turn.endAllOf(this.#dispatcher);
    await super.close(options);
    this.#tracing.flush();
    this.#metrics.disable();
  }

  [inspect.custom](): string {
    const state = this.isClosed ? ', closed' : '';
    return `Python <${this.version}, ${this.executionMode}, ${this.executable}${state}>`;
  }
}
