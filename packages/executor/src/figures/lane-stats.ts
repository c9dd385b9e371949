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
