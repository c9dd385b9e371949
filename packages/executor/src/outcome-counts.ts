/** How an operation ended. Every top-level operation is counted in exactly one of these. */
export type Outcome = 'completed' | 'failed' | 'timedOut' | 'overloaded' | 'aborted';

/** How many operations ended in which way, since the executor was opened. */
export type OutcomeCounts = Record<Outcome, number>;

export function noOutcomes(): OutcomeCounts {
  return { completed: 0, failed: 0, timedOut: 0, overloaded: 0, aborted: 0 };
}
