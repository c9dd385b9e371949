import {
  checkKnownKeys,
  checkRecord,
  checkSignal,
  describeValue,
  InvalidArgumentError,
  InvalidRangeError,
} from '@pyloom/common';
import { checkResources, type Resources } from './resources';

/** What bounds a call. */
export interface CallLimits {
  /**
   * In milliseconds, from the call on, waiting for a permit included; a positive number or Infinity. The promise then
   * rejects with PythonTimeoutError, and the Python code that runs is interrupted. Default: no limit.
   */
  timeout?: number;
  /** The promise rejects with the signal's reason, and the Python code that runs is interrupted. */
  signal?: AbortSignal;
}

/** Where a result goes. */
export interface ResultOptions {
  /** `'ref'`: it stays in Python, as a PyRef, also if it has a counterpart; that of a call on a cluster in its store. Default: `'value'`. */
  as?: 'value' | 'ref';
}

/** How a Python function is called. */
export interface CallOptions extends CallLimits, ResultOptions {
  /** @experimental What it needs on a cluster (mode `ray`). Elsewhere it runs without. */
  resources?: Resources;
  /** Keyword arguments; one that is undefined is left out. */
  kwargs?: Record<string, unknown>;
}

/** How a function is called whose results come one by one. */
export type StreamCallOptions = Omit<CallOptions, 'as' | 'resources'>;

const limitKeys = ['timeout', 'signal'];
/** The names of ResultOptions. */
export const resultKeys: readonly string[] = ['as'];
/** The names of CallOptions. */
export const callKeys: readonly string[] = ['kwargs', ...limitKeys];
/** Those of a call that may run on a cluster. */
export const carriedKeys: readonly string[] = ['resources'];

/** @throws TypeError or RangeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names the key and its value. */
export function checkCallOptions(options: CallOptions | undefined, more: readonly string[] = []): void {
  if (options === undefined) return;
  checkKnownKeys('the options of the call', options, [...callKeys, ...more]);
  checkLimits(options);
  checkKwargs(options.kwargs);
  checkAs(options.as);
  if (options.resources !== undefined) checkResources(options.resources);
}

/** As checkCallOptions, where there is no function to give keyword arguments to. */
export function checkCallLimits(
  options: (CallLimits & ResultOptions) | undefined,
  more: readonly string[] = [],
): void {
  if (options === undefined) return;
  checkKnownKeys('the options', options, [...limitKeys, ...more]);
  checkLimits(options);
  checkAs(options.as);
}

function checkAs(as: unknown): void {
  if (as === undefined || as === 'value' || as === 'ref') return;
  throw new InvalidArgumentError(`as must be 'value' or 'ref', not ${describeValue(as)}`);
}

/** As checkCallOptions, for a call that cannot be limited since it blocks the thread. */
export function checkSyncOptions(options: { kwargs?: Record<string, unknown> } | undefined): void {
  if (options === undefined) return;
  checkKnownKeys('the options of the call', options, ['kwargs']);
  checkKwargs(options.kwargs);
}

function checkLimits({ timeout, signal }: CallLimits): void {
  if (timeout !== undefined) checkTimeout('timeout', timeout);
  if (signal !== undefined) checkSignal(signal);
}

/** A positive number of milliseconds, or Infinity. */
function checkTimeout(name: string, timeout: unknown): void {
  if (typeof timeout !== 'number') {
    throw new InvalidArgumentError(`${name} must be a number of milliseconds, not ${describeValue(timeout)}`);
  }
  if (!(timeout > 0)) {
    throw new InvalidRangeError(
      `${name} must be a positive number of milliseconds or Infinity, not ${timeout}`,
    );
  }
}

export function checkKwargs(kwargs: unknown): void {
  if (kwargs !== undefined) checkRecord('kwargs', 'an object of keyword arguments', kwargs);
}
