import type { Job } from './job.ts';
import type { Distance, Lap } from './lap.ts';
import type { Racer } from './racer.ts';

/** What a racer's process is told to do. */
export interface Order extends Distance {
  readonly racer: Racer;
  readonly executors: number;
  readonly jobs: readonly Job[];
}

/** What it tells: each call as it ends, and at the end how it went, or why it did not. */
export type Message =
  | { readonly type: 'call' }
  | { readonly type: 'done'; readonly finish: Finish }
  | { readonly type: 'failed'; readonly reason: string };

/** How a racer came through. */
export interface Finish extends Racer {
  readonly reason: string;
  readonly laps: readonly Lap[];
}
