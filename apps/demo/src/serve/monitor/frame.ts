import type { ExecutionMode, LaneStats } from '@pyloom/client';

/** What does not change while the service runs, but for the mode: a free-threaded Python may get its GIL back. */
export interface Facts {
  readonly python: string;
  readonly executable: string;
  readonly mode: ExecutionMode;
  readonly reason: string;
  readonly executors: number;
  readonly cpus: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** What a thread that runs Python did in the time of a frame; shares are from 0 to 1. */
export interface LaneFrame
  extends Pick<LaneStats, 'id' | 'interpreter' | 'kind' | 'completed' | 'pid' | 'rss' | 'restarts'> {
  /** The share of time in which it ran Python. */
  readonly working: number;
  /** The share of time in which what it ran waited for JavaScript. */
  readonly waiting: number;
}

/** A node of the cluster that runs the calls, in mode ray. */
export interface NodeFrame {
  readonly id: string;
  readonly address: string;
  readonly isHead: boolean;
  readonly alive: boolean;
  readonly cpus: number;
  /** Processors that calls have now, those of other programs too. */
  readonly used: number;
  /** That ended there since the start. */
  readonly calls: number;
  /** The processes of the last calls. */
  readonly workers: readonly number[];
}

/** How requests to be analysed ended. */
export interface Answers {
  /** 200. */
  readonly served: number;
  /** 503: no permit was free. */
  readonly shed: number;
  /** Everything else: bad requests above all. */
  readonly other: number;
}

/** In milliseconds, over the requests served within the last seconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The figures of a quarter of a second. */
export interface Frame {
  /** Its end, in milliseconds since the epoch. */
  readonly time: number;
  readonly permits: {
    /** Mean of what was seen in use. */
    readonly used: number;
    readonly peak: number;
    readonly max: number;
    /** Why the limit is where it is, if it follows the load. */
    readonly reason: string | null;
  };
  /** For each second. */
  readonly rates: Answers;
  /** Since the start. */
  readonly totals: Answers;
  /** null when nothing was served in that time. */
  readonly latency: Latency | null;
  readonly lanes: readonly LaneFrame[];
  /** In mode ray alone. */
  readonly nodes?: readonly NodeFrame[];
  /** The counters in the shared state. */
  readonly counters: Readonly<Record<string, number>>;
  /** Clients of the load generator. */
  readonly loadClients: number;
}
