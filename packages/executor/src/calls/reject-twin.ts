import { isPyloomError } from '@pyloom/common';
import { rejectFromCaller, twinOf } from './caller-stack';
import type { PromiseParts } from './promise-parts';

/** One of several callers whose call failed with the same error: each gets one of its own, which tells where it called. */
export function rejectTwin(caller: PromiseParts, error: unknown): void {
  if (isPyloomError(error)) caller.promiseResolve(rejectFromCaller(twinOf(error)));
  else caller.promiseReject(error);
}
