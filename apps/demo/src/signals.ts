import { constants } from 'node:os';

/**
 * Leaves at once, with the exit code that shells expect, whatever Python is doing: Ctrl-C is 130. What the terminal needs
 * to be put right hangs on the event 'exit'.
 */
export function leaveOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader has left, as in `npm run demo | head -1`: nothing to tell, and nobody to tell it to.
      if (error.code === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE);
      throw error;
    });
  }
}
