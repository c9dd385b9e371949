import { channel } from 'node:diagnostics_channel';
import type { FunctionKey } from '@pyloom/core-native';

/**
 * What subscribers of `diagnostics_channel` get of a call: the same object in `pyloom:call:start`, when it is made,
 * and in `pyloom:call:end` or `pyloom:call:error`, when it has settled.
 */
export interface CallTrace {
  /** The function that is called; `name` may be dotted. */
  readonly module: string;
  readonly name: string;
  /** Whether it was made by a host function and belongs to the chain of the call that it serves. */
  readonly nested: boolean;
  /** Of performance.now(), in milliseconds. */
  readonly start: number;
  /** In milliseconds, waiting for a permit included; in `:end` and `:error`. */
  duration?: number;
  /** In `:end`. */
  result?: unknown;
  /** In `:error`. */
  error?: unknown;
}

const callStart = channel('pyloom:call:start');
const callEnd = channel('pyloom:call:end');
const callError = channel('pyloom:call:error');

/** Undefined, and nothing is spent on it, while nobody listens to any of the three. */
export function traceStart({ module, name }: FunctionKey, nested: boolean): CallTrace | undefined {
  if (!callStart.hasSubscribers && !callEnd.hasSubscribers && !callError.hasSubscribers) return undefined;
  const trace: CallTrace = { module, name, nested, start: performance.now() };
  callStart.publish(trace);
  return trace;
}

export function traceEnd(trace: CallTrace, result: unknown): void {
  trace.duration = performance.now() - trace.start;
  trace.result = result;
  callEnd.publish(trace);
}

export function traceError(trace: CallTrace, error: unknown): void {
  trace.duration = performance.now() - trace.start;
  trace.error = error;
  callError.publish(trace);
}
