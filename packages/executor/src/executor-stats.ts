import type { ExecutionMode } from './execution-mode';
import type { OutcomeCounts } from './outcome-counts';

/** One thread that runs Python. */
export interface LaneStats {
  readonly id: number;
  /** 0 is the main interpreter. */
  readonly interpreter: number;
  readonly kind: 'home' | 'work' | 'async' | 'context';
  /** Whether it runs something. */
  readonly busy: boolean;
  /** Whether what it runs waits for a JavaScript function. */
  readonly waiting: boolean;
  /** Requests that it has run. */
  readonly completed: number;
}

/** The figures of one executor, except for the lanes: those are the whole process's. */
export interface ExecutorStats extends OutcomeCounts {
  readonly mode: ExecutionMode;
  /** Calls that run at once in this mode. */
  readonly executors: number;
  /** Operations that have their permit and have not ended. */
  readonly running: number;
  /** Operations that wait for a permit. */
  readonly queued: number;
  /** Modules that refuse sub-interpreters and run at home. */
  readonly homeModules: string[];
  readonly lanes: LaneStats[];
}
