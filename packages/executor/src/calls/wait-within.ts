import type { CallLimits } from './call-options';
import { type Limited, Limits } from './limits';
import { PythonTimeoutError } from './python-timeout-error';

/**
 * What the promise gives, unless the limits of a call that needs it run out before. `since`: from when on they count, by
 * performance.now().
 * @throws PythonTimeoutError, in which the call is `what`; the reason of the signal; what the promise rejects with.
 * @internal For packages that build on this one.
 */
export function waitWithin<T>(
  promise: Promise<T>,
  { timeout, signal }: CallLimits,
  since: number,
  what: string,
): Promise<T> {
  if (timeout === undefined && signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted) reject(signal.reason);
    const limited: Limited = {
      expired: (limit) => reject(new PythonTimeoutError(limit, what)),
      aborted(reason) {
        reject(reason);
        return undefined;
      },
    };
    const limits = new Limits(limited, timeout ?? Number.POSITIVE_INFINITY, signal, since);
    promise.then(resolve, reject).finally(() => limits.disarm());
  });
}
