import type { ExecutionMode } from '../modes/execution-mode';
import type { OutcomeCounts } from './outcome-counts';

/** One thread that runs Python, or one process. */
export interface LaneStats {
  /** A number of its own for as long as the process lasts. */
  readonly id: number;
  /** 0 is the main interpreter. */
  readonly interpreter: number;
  /** `home`: main interpreter; `work`: a sub-interpreter; `async`: an event loop; `context`: one of the former that contexts live on. */
  readonly kind: 'home' | 'work' | 'async' | 'context';
  /** Whether it runs something. */
  readonly busy: boolean;
  /** Whether what it runs waits for a JavaScript function. */
  readonly waiting: boolean;
  /** Requests that it has run. */
  readonly completed: number;
  /** Of a lane that is a process: its number; missing while there is none, between an end and the next start. */
  readonly pid?: number | undefined;
  /** Of a lane that is a process: bytes of it that are in memory. */
  readonly rss?: number | undefined;
  /** Of a lane that is a process: how often it was started anew after a crash. */
  readonly restarts?: number | undefined;
}

/** The figures of one executor, except for the lanes: those are the whole process's. */
export interface ExecutorStats extends OutcomeCounts {
  /** The mode of this moment. */
  readonly mode: ExecutionMode;
  /** Calls that run at once in this mode. */
  readonly executors: number;
  /** Operations that have their permit and have not ended. */
  readonly running: number;
  /** Operations that wait for a permit. */
  readonly queued: number;
  /**
   * In mode `subinterp`: modules that run at home, those that the option `homeModules` names and those that were found to refuse
   * sub-interpreters, by whichever client.
   */
  readonly homeModules: string[];
  /** Every lane that has been started, of all clients. */
  readonly lanes: LaneStats[];
}
