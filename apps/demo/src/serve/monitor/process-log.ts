import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ProcessEnded, ProcessStarted } from '@pyloom/client';
import type { Log } from './log.ts';

/** Logs that processes crash, and that others take their place, until the function that is returned is called. */
export function logProcesses(log: Log): () => void {
  const onStart = (message: unknown) => {
    const { pid, restarts } = message as ProcessStarted;
    if (restarts > 0) log.add('info', 'service', `Process ${pid} runs Python now, in its place.`);
  };
  const onCrash = (message: unknown) => {
    const { pid, signal, exitCode } = message as ProcessEnded;
    log.add('warning', 'service', `Process ${pid} has ended, by ${signal ?? `exit code ${exitCode}`}.`);
  };
  subscribe('pyloom:process:start', onStart);
  subscribe('pyloom:process:crash', onCrash);
  return () => {
    unsubscribe('pyloom:process:start', onStart);
    unsubscribe('pyloom:process:crash', onCrash);
  };
}
