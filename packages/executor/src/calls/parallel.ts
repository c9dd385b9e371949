import { checkKnownKeys, checkName, describeValue, InvalidArgumentError } from '@pyloom/common';
import { currentHostCall } from '@pyloom/core-native';
import type { Semaphore } from '@pyloom/semaphore';
import { Admission } from './admission';
import { checkArgs } from './arguments';
import { type CallLimits, checkCallLimits, checkKwargs } from './call-options';
import type { Dispatcher } from './dispatcher';
import { PendingCall } from './pending-call';

/** One of the calls of `parallel`. */
export type ParallelCall = readonly [
  module: string,
  name: string,
  args?: readonly unknown[],
  kwargs?: Record<string, unknown>,
];

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the call and what is wrong with it. */
function checkParallelCalls(calls: unknown, limits: CallLimits | undefined): void {
  if (limits !== undefined) checkKnownKeys('the options of parallel', limits, ['timeout', 'signal']);
  checkCallLimits(limits);
  if (!Array.isArray(calls)) {
    throw new InvalidArgumentError(`calls must be an array of calls, not ${describeValue(calls)}`);
  }
  for (const [index, call] of calls.entries()) checkParallelCall(`calls[${index}]`, call);
}

function checkParallelCall(what: string, call: unknown): void {
  if (!Array.isArray(call) || call.length < 2 || call.length > 4) {
    throw new InvalidArgumentError(
      `${what} must be an array [module, name, args?, kwargs?], not ${describeValue(call)}`,
    );
  }
  const [module, name, args, kwargs] = call;
  checkName(`${what}: module`, module);
  checkName(`${what}: name`, name);
  if (args !== undefined) checkArgs(args);
  checkKwargs(kwargs);
}

/** One outcome for each call, in order. */
export function callTogether<T>(
  dispatcher: Dispatcher,
  calls: readonly ParallelCall[],
  limits: CallLimits,
): Promise<PromiseSettledResult<T>[]> {
  checkParallelCalls(calls, limits);
  const pending = calls.map(([module, name, args = [], kwargs]) =>
    PendingCall.routed(dispatcher, dispatcher.runtime.functionKey(module, name), args, kwargs),
  );
  const promises = pending.map((call) => call.promise<T>());
  startTogether(dispatcher, pending, limits);
  return Promise.allSettled(promises);
}

/** Starts all of them: those that find a permit at once, the others in their order, sharing one place in their semaphore's queue. */
function startTogether(dispatcher: Dispatcher, calls: readonly PendingCall[], limits: CallLimits): void {
  const scope = currentHostCall();
  const queues = new Map<Semaphore, PendingCall[]>();
  for (const call of calls) {
    if (!call.limit(limits.timeout, limits.signal)) continue;
    const { semaphore } = call;
    const waiting = queues.get(semaphore);
    // Once one has to wait, those after it do too: asking for each would let a later one overtake.
    if (waiting !== undefined) {
      call.wait();
      waiting.push(call);
    } else if (!call.admit(scope)) {
      queues.set(semaphore, [call]);
    }
  }
  for (const [semaphore, waiting] of queues) new Admission(dispatcher, semaphore, waiting);
}
