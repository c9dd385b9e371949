/** What ends when its signal is aborted. */
export interface Abortable {
  /** Called once, with the signal's reason. What it returns is given a permit back. */
  aborted(reason: unknown): { give(): void } | undefined;
}

interface Watch {
  readonly waiting: Set<Abortable>;
  readonly listener: () => void;
}

/**
 * One listener for each signal, however many waits share it: an EventTarget searches its listeners one by one
 * when one is added or removed, which makes ten thousand waits on one signal quadratic.
 */
const watches = new WeakMap<AbortSignal, Watch>();

/** The signal must not be aborted yet. */
export function watchAbort(signal: AbortSignal, abortable: Abortable): void {
  let watch = watches.get(signal);
  if (!watch) {
    const waiting = new Set<Abortable>();
    const listener = () => abortAll(waiting, signal.reason);
    watch = { waiting, listener };
    watches.set(signal, watch);
    signal.addEventListener('abort', listener);
  }
  watch.waiting.add(abortable);
}

/** Takes the listener off the signal with the last of its waits. */
export function unwatchAbort(signal: AbortSignal, abortable: Abortable): void {
  const watch = watches.get(signal);
  if (!watch?.waiting.delete(abortable) || watch.waiting.size > 0) return;
  signal.removeEventListener('abort', watch.listener);
  watches.delete(signal);
}

function abortAll(waiting: Set<Abortable>, reason: unknown): void {
  const owed: { give(): void }[] = [];
  for (const each of waiting) {
    const semaphore = each.aborted(reason);
    if (semaphore) owed.push(semaphore);
  }
  // Only now: given back any earlier, a permit could go to a wait that the same signal is about to end.
  for (const semaphore of owed) semaphore.give();
}
