import type { FunctionKey } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';
import { PendingCall } from '../calls/pending-call';
import type { Place } from './place';

/** The executor's pools: functions run wherever their modules can, expressions and statements in `__main__`, at home. */
export class Pools implements Place {
  readonly namespace = null;

  constructor(readonly dispatcher: Dispatcher) {}

  call(
    module: string,
    name: string,
    args: readonly unknown[],
    kwargs: Record<string, unknown> | undefined,
    isKept: boolean,
  ): PendingCall {
    const { runtime } = this.dispatcher;
    const key = runtime.functionKey(module, name);
    if (!isKept) return PendingCall.routed(this.dispatcher, key, args, kwargs);
    const call = PendingCall.routed(this.dispatcher, key, [null, module, name, ...args], kwargs);
    call.isKept = true;
    call.key = runtime.functionKey('pyloom._kept', 'call');
    call.argumentNames = ['context', 'module', 'name'];
    call.description = `${module}.${name}`;
    return call;
  }

  operation(key: FunctionKey, args: readonly unknown[]): PendingCall {
    return new PendingCall(this.dispatcher, key, [null, ...args], undefined, 'home');
  }

  streaming(key?: FunctionKey): ReturnType<Place['streaming']> {
    this.dispatcher.registry.refuseWhenClosed();
    const carried = key && this.dispatcher.driver?.streaming(key);
    if (carried !== undefined) return carried;
    return key === undefined ? { pool: 'home' } : { pool: this.dispatcher.routes.poolOf(key), routeKey: key };
  }

  executed(): void {
    this.dispatcher.routes.forgetFunctions('__main__');
  }
}
