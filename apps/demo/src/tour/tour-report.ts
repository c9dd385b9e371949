import { availableParallelism } from 'node:os';
import type { ExecutionMode, Python } from '@pyloom/client';
import type { Performance } from './play-act.ts';

/** What `--json` prints. Times are in milliseconds. */
export interface TourReport {
  readonly python: { readonly version: string; readonly executable: string };
  readonly mode: ExecutionMode;
  readonly reason: string;
  readonly executors: number;
  readonly cpus: number;
  readonly acts: readonly Performance[];
}

/** Reads the mode last: a free-threaded Python may have got its GIL back on the way. */
export function makeTourReport(py: Python, acts: readonly Performance[]): TourReport {
  return {
    python: { version: py.version, executable: py.executable },
    mode: py.executionMode,
    reason: py.executionModeReason,
    executors: py.numExecutors,
    cpus: availableParallelism(),
    acts,
  };
}
