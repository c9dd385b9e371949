/** What ends when its signal is aborted. */
export interface Abortable {
  /** Called once, with the signal's reason. What it returns is called when all have ended that the signal ends. */
  aborted(reason: unknown): (() => void) | undefined;
}

interface Watch {
  readonly abortables: Set<Abortable>;
  readonly listener: () => void;
}

/**
 * One listener for each signal, however many share it: an EventTarget searches its listeners one by one when one is added or
 * removed, which makes ten thousand calls or waits on one signal quadratic.
 */
const watches = new WeakMap<AbortSignal, Watch>();

/** The signal must not be aborted yet. */
export function watchAbort(signal: AbortSignal, abortable: Abortable): void {
  let watch = watches.get(signal);
  if (watch === undefined) {
    const abortables = new Set<Abortable>();
    const listener = () => {
      watches.delete(signal);
      abortAll(abortables, signal.reason);
    };
    watch = { abortables, listener };
    watches.set(signal, watch);
    signal.addEventListener('abort', listener, { once: true });
  }
  watch.abortables.add(abortable);
}

/** Takes the listener off the signal with the last of those that share it. */
export function unwatchAbort(signal: AbortSignal, abortable: Abortable): void {
  const watch = watches.get(signal);
  if (watch === undefined || !watch.abortables.delete(abortable) || watch.abortables.size > 0) return;
  signal.removeEventListener('abort', watch.listener);
  watches.delete(signal);
}

function abortAll(abortables: Set<Abortable>, reason: unknown): void {
  const afterwards: (() => void)[] = [];
  for (const each of abortables) {
    const next = each.aborted(reason);
    if (next !== undefined) afterwards.push(next);
  }
  for (const next of afterwards) next();
}
