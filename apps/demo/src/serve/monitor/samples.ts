import type { LaneStats, PythonStats } from '@pyloom/client';
import type { LaneFrame } from './frame.ts';

/** What was seen of the permits and the lanes, from one frame to the next. */
export class Samples {
  #count = 0;
  #permits = 0;
  #peak = 0;
  readonly #lanes = new Map<number, { lane: LaneStats; working: number; waiting: number }>();

  add(permits: number, stats: PythonStats): void {
    this.#count++;
    this.#permits += permits;
    this.#peak = Math.max(this.#peak, permits);
    for (const lane of stats.lanes) {
      const seen = this.#lanes.get(lane.id) ?? { working: 0, waiting: 0 };
      this.#lanes.set(lane.id, {
        lane,
        working: seen.working + Number(lane.busy && !lane.waiting),
        waiting: seen.waiting + Number(lane.busy && lane.waiting),
      });
    }
  }

  /** Mean and peak of the permits in use. */
  get permits(): { used: number; peak: number } {
    return { used: round(this.#permits / this.#count), peak: this.#peak };
  }

  get lanes(): LaneFrame[] {
    return [...this.#lanes.values()].map(({ lane, working, waiting }) => ({
      id: lane.id,
      interpreter: lane.interpreter,
      kind: lane.kind,
      completed: lane.completed,
      ...(lane.restarts !== undefined && { pid: lane.pid, rss: lane.rss, restarts: lane.restarts }),
      working: round(working / this.#count),
      waiting: round(waiting / this.#count),
    }));
  }
}

/** To hundredths: a frame goes over the network many times. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
