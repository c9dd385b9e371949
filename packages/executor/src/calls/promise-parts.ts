type Resolve = (value: unknown) => void;
type Reject = (reason: unknown) => void;

let resolveOfNewest: Resolve;
let rejectOfNewest: Reject;

function keep(resolve: Resolve, reject: Reject): void {
  resolveOfNewest = resolve;
  rejectOfNewest = reject;
}

/**
 * What a promise is settled by.
 * @internal For packages that build on this one.
 */
export interface PromiseParts {
  promiseResolve: Resolve;
  promiseReject: Reject;
}

/**
 * A promise whose parts are put into `holder`: no closure is made for it, as `new Promise(...)` in a method would.
 * @internal For packages that build on this one.
 */
export function promiseOf<T>(holder: PromiseParts): Promise<T> {
  const promise = new Promise<T>(keep as (resolve: (value: T) => void, reject: Reject) => void);
  holder.promiseResolve = resolveOfNewest;
  holder.promiseReject = rejectOfNewest;
  return promise;
}
