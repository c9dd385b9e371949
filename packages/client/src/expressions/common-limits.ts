import { type Abortable, unwatchAbort, watchAbort } from '@pyloom/common';
import type { CallLimits } from '@pyloom/executor';
import type { Expression } from './expression';

/** The limits of expressions that cross together: they end as a whole, at the first of them. */
export interface CommonLimits extends CallLimits {
  /** To be told when all is over: takes the listeners off the signals. */
  release(): void;
}

export function commonLimits(expressions: readonly Expression[]): CommonLimits {
  let timeout: number | undefined;
  const signals = new Set<AbortSignal>();
  for (const { terms } of expressions) {
    const { limits } = terms;
    if (limits?.timeout !== undefined)
      timeout = Math.min(limits.timeout, timeout ?? Number.POSITIVE_INFINITY);
    if (limits?.signal !== undefined) signals.add(limits.signal);
  }
  const { signal, release } = firstOf([...signals]);
  return { ...(timeout !== undefined && { timeout }), ...(signal !== undefined && { signal }), release };
}

const nothing = (): void => {};

/** Not AbortSignal.any(), which takes none of another realm or of a polyfill. */
function firstOf([only, ...others]: readonly AbortSignal[]): {
  signal: AbortSignal | undefined;
  release: () => void;
} {
  if (only === undefined || others.length === 0) return { signal: only, release: nothing };
  const signals = [only, ...others];
  const first = new AbortController();
  const aborted = signals.find((signal) => signal.aborted);
  if (aborted !== undefined) {
    first.abort(aborted.reason);
    return { signal: first.signal, release: nothing };
  }
  const all: Abortable = {
    aborted(reason) {
      first.abort(reason);
      return undefined;
    },
  };
  for (const signal of signals) watchAbort(signal, all);
  return {
    signal: first.signal,
    release: () => {
      for (const signal of signals) unwatchAbort(signal, all);
    },
  };
}
