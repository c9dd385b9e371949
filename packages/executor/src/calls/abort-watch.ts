/** What ends when its signal is aborted. */
export interface Abortable {
  aborted(reason: unknown): void;
}

interface Watch {
  readonly abortables: Set<Abortable>;
  readonly listener: () => void;
}

/**
 * One listener for each signal, however many calls share it: an EventTarget searches its listeners one by one when
 * one is added or removed, which makes ten thousand calls on one signal quadratic.
 */
const watches = new WeakMap<AbortSignal, Watch>();

/** The signal must not be aborted yet. */
export function watchAbort(signal: AbortSignal, abortable: Abortable): void {
  let watch = watches.get(signal);
  if (watch === undefined) {
    const abortables = new Set<Abortable>();
    const listener = () => {
      watches.delete(signal);
      for (const each of abortables) each.aborted(signal.reason);
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
