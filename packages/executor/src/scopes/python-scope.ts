import type { CallLimits, CallOptions, ResultOptions, StreamCallOptions } from '../calls/call-options';
import type { StreamOptions } from '../streams/stream-options';

/** What an executor and a context have in common. Asynchronous functions reject, they never throw. */
export interface PythonScope {
  /**
   * Calls a function; `name` may be dotted (`'Path.cwd'`). Awaits the result if it is awaitable. A module is imported on
   * first use; `'__main__'` is the scope's own namespace.
   */
  call<T = unknown>(
    module: string,
    name: string,
    args?: readonly unknown[],
    options?: CallOptions,
  ): Promise<T>;
  /** The value of an expression. `locals` are seen by comprehensions and lambdas, and are gone afterwards. */
  eval<T = unknown>(
    expression: string,
    locals?: Record<string, unknown>,
    options?: CallLimits & ResultOptions,
  ): Promise<T>;
  /**
   * Runs statements in the scope's namespace, indented as a whole or not. `variables` are defined there first, and stay. An object
   * whose keys are all options of a call is taken for these: `exec(code, { timeout: 1000 })`.
   */
  exec(code: string, variables?: Record<string, unknown> | CallLimits, options?: CallLimits): Promise<void>;
  /**
   * The items of what a function returns: a generator, an async generator or anything else that can be iterated.
   * The call is made at the first `next()`; `timeout` bounds each wait; leaving the loop closes the generator.
   */
  stream<T = unknown>(
    module: string,
    name: string,
    args?: readonly unknown[],
    options?: StreamCallOptions & StreamOptions,
  ): AsyncIterableIterator<T>;
  /** The items of what an expression gives. */
  streamEval<T = unknown>(
    expression: string,
    locals?: Record<string, unknown>,
    options?: CallLimits & StreamOptions,
  ): AsyncIterableIterator<T>;
}
