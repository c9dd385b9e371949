import { isPyloomError } from '@pyloom/common';
import type { FunctionKey } from '@pyloom/core-native';
import type { CallLimits } from './call-options';
import { rejectFromCaller } from './caller-stack';
import type { Dispatcher } from './dispatcher';
import { Operation } from './operation';
import { type PromiseParts, promiseOf } from './promise-parts';

type Settle = (value: unknown) => void;

/**
 * An operation whose outcome is a promise.
 * @internal For packages that build on this one.
 */
export class PendingCall extends Operation implements PromiseParts {
  promiseResolve!: Settle;
  promiseReject!: Settle;
  /** What messages call it, where the key would name the glue's function. */
  description: string | undefined = undefined;
  /** Takes what Python sends before the end. */
  onItem: ((item: unknown) => void) | undefined = undefined;
  /** Takes the error of what cannot be read of that, and the first value in it. */
  onUnreadItem: ((error: unknown, first: unknown) => void) | undefined = undefined;

  /** A call that runs wherever the function's module can. */
  static routed(
    dispatcher: Dispatcher,
    key: FunctionKey,
    args: readonly unknown[],
    kwargs: Record<string, unknown> | undefined,
  ): PendingCall {
    const call = new PendingCall(dispatcher, key, args, kwargs, dispatcher.routes.poolOf(key));
    call.mayBeCarried = true;
    return call;
  }

  /** Starts it, within its limits; once. `since`: from when on they count, by performance.now(). */
  run<T>(limits?: CallLimits, since?: number): Promise<T> {
    const promise = this.promise<T>();
    if (limits === undefined || this.limit(limits.timeout, limits.signal, since)) this.start();
    return promise;
  }

  /** To be asked for once, before the start. */
  promise<T>(): Promise<T> {
    return promiseOf<T>(this);
  }

  /** The core's. */
  item(value: unknown): void {
    this.onItem?.(value);
  }

  /** The core's. */
  unreadItem(error: unknown, first: unknown): boolean {
    this.onUnreadItem?.(error, first);
    return this.onUnreadItem !== undefined;
  }

  override describe(): string {
    return this.description ?? super.describe();
  }

  protected succeed(value: unknown): void {
    this.work?.ended(this);
    this.promiseResolve(value);
  }

  protected fail(error: unknown): void {
    this.work?.ended(this);
    // What JavaScript code threw, or gave as a signal's reason, stays as it is.
    if (isPyloomError(error)) this.promiseResolve(rejectFromCaller(error));
    else this.promiseReject(error);
  }
}
