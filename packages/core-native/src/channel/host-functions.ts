import type { AsyncResource } from 'node:async_hooks';
import { ClosedError } from '@pyloom/common';
import { type HostCallScope, runInHostCall } from '../calls/host-call';
import type { Recipient } from '../calls/recipient';
import { replyError, replyValue } from '../core/frames';
import { isThenable } from '../values/is-thenable';
import type { JsValues } from '../values/js-values';
import type { Outbox } from './outbox';

/** What Python calls. */
export function hostFunction(values: JsValues, id: number): (...args: unknown[]) => unknown {
  const fn = values.get(id);
  if (typeof fn !== 'function') throw new ClosedError('This JavaScript function is no longer registered');
  return fn as (...args: unknown[]) => unknown;
}

/**
 * Calls a function that Python waits for on another thread, in the asynchronous context that is given, and sends what it returns,
 * throws or promises.
 */
export function answerHostCall(
  outbox: Outbox,
  session: Recipient | undefined,
  scope: HostCallScope & { active: boolean },
  context: AsyncResource | undefined,
  call: () => unknown,
): void {
  const reply = (outcome: typeof replyValue | typeof replyError, value: unknown) => {
    scope.active = false;
    outbox.addReply(session, scope.token, outcome, value);
  };
  let result: unknown;
  try {
    result =
      context === undefined
        ? runInHostCall(scope, call)
        : context.runInAsyncScope(runInHostCall, undefined, scope, call);
  } catch (error) {
    reply(replyError, error);
    return;
  }
  if (!isThenable(result)) {
    reply(replyValue, result);
    return;
  }
  result.then(
    (value) => reply(replyValue, value),
    (error) => reply(replyError, error),
  );
}
