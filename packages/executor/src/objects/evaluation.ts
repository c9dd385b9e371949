import { ConversionError } from '@pyloom/core-native';
import { fromCallersView } from '../calls/argument-paths';
import type { CallLimits } from '../calls/call-options';
import type { Dispatcher } from '../calls/dispatcher';
import type { PendingCall } from '../calls/pending-call';
import type { PromiseParts } from '../calls/promise-parts';
import { rejectTwin } from '../calls/reject-twin';

/**
 * Where expressions are evaluated: at home, in the interpreter of a reference, on the lane of a context.
 * @internal For packages that build on this one.
 */
export interface EvaluationPlace {
  /** Of the client whose it is. */
  readonly dispatcher: Dispatcher;
  /**
   * The call of the Python half's evaluate(): of the objects that the expressions begin with, and a program.
   * @throws ClosedError
   */
  evaluation(operands: readonly unknown[]): PendingCall;
}

/**
 * Starts that call. The outputs are those of the program; `ended` is told when it is over, in whichever way. `since`: from when on
 * its limits count.
 * @internal For packages that build on this one.
 */
export function evaluate(
  call: PendingCall,
  outputs: readonly PromiseParts[],
  limits: CallLimits,
  ended: () => void,
  since?: number,
): void {
  const [only, ...others] = outputs;
  if (others.length === 0) only?.promiseResolve(until(ended, call.run(limits, since)));
  else void evaluateTogether(call, outputs, limits, since).finally(ended);
}

/**
 * Tells when the promise has settled. By await, not then: V8 finds the caller of a failed call only where each promise has one reaction.
 * @internal For packages that build on this one.
 */
export async function until<T>(ended: () => void, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } finally {
    ended();
  }
}

/** Never rejects: the outputs do. */
async function evaluateTogether(
  call: PendingCall,
  outputs: readonly PromiseParts[],
  limits: CallLimits,
  since: number | undefined,
): Promise<void> {
  const open = new Set(outputs);
  const take = (number: number): PromiseParts => {
    const output = outputs[number] as PromiseParts;
    open.delete(output);
    return output;
  };
  call.onItem = (item) => {
    const [number, isValue, value] = item as [number, boolean, unknown];
    const output = take(number);
    if (isValue) output.promiseResolve(value);
    else rejectTwin(output, readError(call, value));
  };
  call.onUnreadItem = (error, number) => rejectTwin(take(number as number), asOfResult(error));
  try {
    await call.run(limits, since);
  } catch (error) {
    for (const output of open) rejectTwin(output, error);
  }
}

function readError(call: PendingCall, description: unknown): unknown {
  if (!Array.isArray(description)) return call.dispatcher.session.readError(description);
  const [path, reason] = description as [string, string];
  return asOfResult(new ConversionError(reason, path));
}

/** An error about the value of an output, which is the third of an item. */
function asOfResult(error: unknown): unknown {
  return fromCallersView(error, (path) => path.replace(/^item\[2\]/, 'result'));
}
