import type { FunctionKey, ReferenceHandle, referenceSymbol } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';
import type { PendingCall } from '../calls/pending-call';
import type { StreamOpening } from '../streams/stream-opening';

/** A namespace, which stays in Python: a PyRef, say. */
export interface Namespace {
  readonly [referenceSymbol]: ReferenceHandle;
}

/** Where a stream is opened; and by which function of the glue, if it is not the usual one. */
export type StreamPlace = Pick<StreamOpening, 'pool' | 'lane' | 'routeKey' | 'work'> &
  Partial<Pick<StreamOpening, 'key'>>;

/** Where what a scope is asked for runs: the executor's pools, the lane of a context. */
export interface Place {
  readonly dispatcher: Dispatcher;
  /** What `'__main__'` is there; null: the main interpreter's own. */
  readonly namespace: Namespace | null;
  /**
   * The call of a function, by its names; its result may be kept in Python.
   * @throws ClosedError
   */
  call(
    module: string,
    name: string,
    args: readonly unknown[],
    kwargs: Record<string, unknown> | undefined,
    isKept: boolean,
  ): PendingCall;
  /**
   * An operation of the Python half in the namespace, which is its first argument.
   * @throws ClosedError
   */
  operation(key: FunctionKey, args: readonly unknown[]): PendingCall;
  /**
   * Where a stream is opened: of what that function returns, or of an expression.
   * @throws ClosedError
   */
  streaming(key?: FunctionKey): StreamPlace;
  /** Code has run in the namespace, which may have defined its functions anew. */
  executed(): void;
}
