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
  ): PendingCall {
    return PendingCall.routed(
      this.dispatcher,
      this.dispatcher.runtime.functionKey(module, name),
      args,
      kwargs,
    );
  }

  operation(key: FunctionKey, args: readonly unknown[]): PendingCall {
    return new PendingCall(this.dispatcher, key, [null, ...args], undefined, 'home');
  }

  streaming(key?: FunctionKey): ReturnType<Place['streaming']> {
    this.dispatcher.registry.refuseWhenClosed();
    return key === undefined ? { pool: 'home' } : { pool: this.dispatcher.routes.poolOf(key), routeKey: key };
  }

  executed(): void {
    this.dispatcher.routes.forgetFunctions('__main__');
  }
}
