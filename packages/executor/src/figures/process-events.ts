import { channel } from 'node:diagnostics_channel';
import type { Session } from '@pyloom/core-native';

/** What subscribers of `pyloom:process:start` get. */
export interface ProcessStarted {
  /** The lane, as `stats().lanes` numbers it: a process that takes the place of another one has the same. */
  readonly lane: number;
  readonly pid: number;
  /** How many have crashed before in this place. */
  readonly restarts: number;
}

/** What subscribers of `pyloom:process:crash` and `:end` get. */
export interface ProcessEnded {
  /** The lane, as `stats().lanes` numbers it. */
  readonly lane: number;
  readonly pid: number;
  /** What ended it, such as `'SIGSEGV'`; null: it left by itself. */
  readonly signal: string | null;
  /** What it left with; null: a signal ended it. */
  readonly exitCode: number | null;
  /** What faulthandler wrote, if it could. */
  readonly traceback: string | null;
  /** The last of what it wrote to stderr. */
  readonly stderr: string;
  /** Why it was ended, if it was by this process: what did not end when it was interrupted. */
  readonly reason: string | null;
}

type ProcessEvent =
  | ({ readonly event: 'start' } & ProcessStarted)
  | ({ readonly event: 'crash' | 'end' } & ProcessEnded);

const channels = {
  start: channel('pyloom:process:start'),
  crash: channel('pyloom:process:crash'),
  end: channel('pyloom:process:end'),
};

/** Publishes on diagnostics channels what becomes of the processes of a session. */
export function publishProcessEvents(session: Session): void {
  session.setEventHandler('process', ({ event, ...message }: ProcessEvent) => {
    channels[event].publish(message);
  });
}
