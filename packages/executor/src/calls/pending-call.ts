import { isPyloomError } from '@pyloom/common';
import { rejectFromCaller } from './caller-stack';
import { Operation } from './operation';
import { type PromiseParts, promiseOf } from './promise-parts';

type Settle = (value: unknown) => void;

/** An operation whose outcome is a promise. */
export class PendingCall extends Operation implements PromiseParts {
  promiseResolve!: Settle;
  promiseReject!: Settle;
  /** What messages call it, where the key would name the glue's function. */
  description: string | undefined = undefined;

  /** To be asked for once, before the start. */
  promise<T>(): Promise<T> {
    return promiseOf<T>(this);
  }

  override describe(): string {
    return this.description ?? super.describe();
  }

  protected succeed(value: unknown): void {
    this.promiseResolve(value);
  }

  protected fail(error: unknown): void {
    // What JavaScript code threw, or gave as a signal's reason, stays as it is.
    if (isPyloomError(error)) this.promiseResolve(rejectFromCaller(error));
    else this.promiseReject(error);
  }
}
