/**
 * How calls run side by side: `free_threaded` without a GIL; `subinterp` in sub-interpreters that have a GIL of
 * their own each; `multi_executor` on threads that share one GIL; `process` in processes of their own; `ray` on
 * a Ray cluster.
 */
export type ExecutionMode = 'free_threaded' | 'subinterp' | 'multi_executor' | 'process' | 'ray';

/** All of them, the most parallel first. */
export const executionModes: readonly ExecutionMode[] = ['free_threaded', 'subinterp', 'multi_executor'];
