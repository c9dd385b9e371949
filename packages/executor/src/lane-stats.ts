import type { PoolKind, Runtime } from '@pyloom/core-native';
import type { LaneStats } from './executor-stats';

/** The lanes of the process, as stats() shows them. */
export function laneStats(runtime: Runtime): LaneStats[] {
  return runtime.stats().lanes.map(({ id, interpreter, kind, busy, waiting, completed, contexts }) => ({
    id,
    interpreter,
    kind: contexts > 0 ? 'context' : kindOf(kind),
    busy,
    waiting,
    completed,
  }));
}

function kindOf(kind: PoolKind): 'home' | 'work' | 'async' {
  return kind === 'home' || kind === 'work' ? kind : 'async';
}

/** The pool whose lanes run in an interpreter. */
export function poolOfInterpreter(runtime: Runtime, interpreter: number): PoolKind {
  if (interpreter === 0) return 'home';
  return runtime.stats().lanes.find((lane) => lane.interpreter === interpreter)?.kind ?? 'work';
}
