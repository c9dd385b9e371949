import { binding } from '../core/binding';

/** Milliseconds. So long Node may take to print an uncaught error, which it does after the event `exit`. */
const printing = 1000;

/** One for the process, whichever copies of the package it has loaded; they share the core. */
const marker = Symbol.for('pyloom.leaving');

/**
 * Whatever ends the process in an orderly way comes by here: what Python has printed is written out. A worker thread's exit is not
 * the process's; the main thread's is, though only worker threads may use Python. Node then waits until they have ended, which
 * none does that is in callSync of C code: as the last of the listeners this one ends the process itself.
 */
export function leaveInTime(): void {
  const marked = process as { [marker]?: true };
  if (!binding.isMainThread || marked[marker]) return;
  marked[marker] = true;
  let uncaught = false;
  const leave = (code: number) => {
    const isLast = process.listeners('exit').at(-1) === leave;
    binding.exit(Number(process.exitCode ?? code), isLast, uncaught ? printing : 0);
  };
  process.on('exit', leave);
  process.on('uncaughtExceptionMonitor', () => {
    uncaught = true;
    setImmediate(() => {
      uncaught = false;
    }).unref();
  });
  process.on('newListener', (event, listener) => {
    if (event !== 'exit' || listener === leave) return;
    queueMicrotask(() => process.off('exit', leave).on('exit', leave));
  });
}
