import type { Dispatcher } from '../calls/dispatcher';
import { PendingCall } from '../calls/pending-call';

/** At home, or in the interpreter of an object among the operands. */
export function expressionCall(dispatcher: Dispatcher, operands: readonly unknown[]): PendingCall {
  const key = dispatcher.runtime.functionKey('pyloom._expressions', 'evaluate');
  return new PendingCall(dispatcher, key, operands, undefined, 'home');
}
