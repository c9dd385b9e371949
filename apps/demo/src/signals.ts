import { constants } from 'node:os';

/** How the process leaves at a signal, until a command sets something of its own. */
let leave = (signal: NodeJS.Signals): void => process.exit(128 + constants.signals[signal]);

/**
 * Leaves at once, with the exit code that shells expect, whatever Python is doing: Ctrl-C is 130. What the terminal needs
 * to be put right hangs on the event 'exit'.
 * By hand: `close-with-grace` ends with 1 at a second signal, and takes errors that nobody has caught for a reason to stop in order.
 */
export function leaveOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => leave(signal));
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader has left, as in `npm run demo | head -1`: nothing to tell, and nobody to tell it to.
      if (error.code === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE);
      throw error;
    });
  }
}

/** The first signal calls `stop`, which ends the command in its own time; the next one leaves at once. */
export function stopOnSignal(stop: (signal: NodeJS.Signals) => void): void {
  const atOnce = leave;
  leave = (signal) => {
    leave = atOnce;
    stop(signal);
  };
}
