/** How an operation ended. Every top-level operation is counted in exactly one of these. */
export type Outcome = 'completed' | 'failed' | 'timedOut' | 'overloaded' | 'aborted';

/** How many operations ended in which way, since the executor was opened. */
export interface OutcomeCounts extends Record<Outcome, number> {
  /** With a result. */
  completed: number;
  /** With an error of Python, of a conversion or of the host. */
  failed: number;
  /** By a time limit of theirs, of the call as of the wait for a permit. */
  timedOut: number;
  /** Refused, because too many were running and waiting already. */
  overloaded: number;
  /** By their `AbortSignal`. */
  aborted: number;
}

export function noOutcomes(): OutcomeCounts {
  return { completed: 0, failed: 0, timedOut: 0, overloaded: 0, aborted: 0 };
}
