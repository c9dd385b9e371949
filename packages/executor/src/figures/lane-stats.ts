import type { LaneStats as CoreLane, PoolKind, Runtime, Session } from '@pyloom/core-native';
import type { LaneStats } from './executor-stats';

/** The lanes of the process, and the processes of the session, as stats() shows them. */
export function laneStats(runtime: Runtime, session?: Session): LaneStats[] {
  return runtime.stats(session).lanes.map((lane) => {
    const { id, interpreter, kind, busy, waiting, completed, contexts, restarts } = lane;
    return {
      id,
      interpreter,
      kind: contexts > 0 ? 'context' : kindOf(kind),
      busy,
      waiting,
      completed,
      ...(restarts !== undefined && processOf(lane)),
    };
  });
}

/** Its process, which there may be none of at this moment. */
function processOf({ pid = -1, rss, restarts }: CoreLane): Pick<LaneStats, 'pid' | 'rss' | 'restarts'> {
  return pid < 0 ? { restarts } : { pid, rss, restarts };
}

function kindOf(kind: PoolKind): 'home' | 'work' | 'async' {
  if (kind === 'process') return 'work';
  return kind === 'home' || kind === 'work' ? kind : 'async';
}
