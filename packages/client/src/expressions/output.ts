import { type PromiseParts, promiseOf } from '@pyloom/executor';

/** What an expression gives, for whoever wants it. */
export class Output implements PromiseParts {
  promiseResolve!: (value: unknown) => void;
  promiseReject!: (reason: unknown) => void;
  readonly promise = promiseOf<unknown>(this);
}
