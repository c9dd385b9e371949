import { checkName } from '@pyloom/common';
import type { CallOptions } from './call-options';
import type { Dispatcher } from './dispatcher';
import { PendingCall } from './pending-call';
import { SyncCalls } from './sync-calls';

/**
 * A function that was looked up once, for hot loops.
 * @internal For packages that build on this one.
 */
export interface BoundFunction {
  /** Calls it, with options that are known to be right. */
  call<T>(args: readonly unknown[], options?: CallOptions): Promise<T>;
  /** Calls it on this thread, in the main interpreter, without waiting for a permit. */
  sync(...args: unknown[]): unknown;
}

/**
 * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for names that cannot be any.
 * @internal For packages that build on this one.
 */
export function bindFunction(dispatcher: Dispatcher, module: string, name: string): BoundFunction {
  checkName('module', module);
  checkName('name', name);
  const key = dispatcher.runtime.functionKey(module, name);
  return {
    call: (args, options) => PendingCall.routed(dispatcher, key, args, options?.kwargs).run(options),
    sync: new SyncCalls(dispatcher).bind(key),
  };
}
