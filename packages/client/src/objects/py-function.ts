import { isRecord } from '@pyloom/common';
import type { BoundFunction, CallOptions, Executor } from '@pyloom/executor';
import { takeKwargs } from './kwargs';

/** A Python function, looked up once. */
export interface PyFunction<A extends unknown[] = unknown[], R = unknown> {
  /** Calls it; keyword arguments come last, as kwargs(). */
  (...args: A): Promise<R>;
  /** Calls it on this thread, in the main interpreter, without waiting for a permit. */
  sync(...args: A): R;
  /** The function with a time limit, a signal or keyword arguments. */
  with(options: CallOptions): (...args: A) => Promise<R>;
}

/** A function of the module that was looked up once; `bound` is how it is called without options. */
export function pyFunction<A extends unknown[], R>(
  executor: Executor,
  bound: BoundFunction,
  module: string,
  name: string,
): PyFunction<A, R> {
  const call = (...args: unknown[]) => {
    const values = takeKwargs(args);
    return bound.call(args, values === undefined ? undefined : { kwargs: values });
  };
  return Object.assign(call, {
    sync(...args: unknown[]) {
      const values = takeKwargs(args);
      if (values !== undefined) return executor.callSync(module, name, args, { kwargs: values });
      return bound.sync(...args);
    },
    with(options: CallOptions) {
      return (...args: unknown[]) =>
        executor.call(module, name, args, mergeKwargs(options, takeKwargs(args)));
    },
  }) as unknown as PyFunction<A, R>;
}

function mergeKwargs(options: CallOptions, values: Record<string, unknown> | undefined): CallOptions {
  // What is wrong with the options is for the call to say: merging would hide it.
  if (values === undefined || !isRecord(options)) return options;
  const { kwargs = {} } = options as CallOptions;
  return isRecord(kwargs) ? { ...options, kwargs: { ...kwargs, ...values } } : options;
}
