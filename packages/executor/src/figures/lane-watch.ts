import { channel } from 'node:diagnostics_channel';
import type { Runtime } from '@pyloom/core-native';
import type { LaneStats } from './executor-stats';
import { laneStats } from './lane-stats';

/** What subscribers of `pyloom:lane:start`, `:end` and `:lost` get. */
export type LaneTrace = Pick<LaneStats, 'id' | 'interpreter' | 'kind'>;

const started = channel('pyloom:lane:start');
const ended = channel('pyloom:lane:end');
const lost = channel('pyloom:lane:lost');

/**
 * Publishes that threads of the runtime have started, ended, or were given up since they are stuck in C code. Looked at
 * when a call has settled, since calls are what starts lanes; nothing is spent on it while nobody listens.
 */
export class LaneWatch {
  static readonly #watches = new WeakMap<Runtime, LaneWatch>();
  readonly #runtime: Runtime;
  #known = new Map<number, LaneTrace>();
  readonly #lost = new Set<number>();
  #scheduled = false;

  /** One for each runtime, whose lanes all executors share. */
  static of(runtime: Runtime): LaneWatch {
    let watch = LaneWatch.#watches.get(runtime);
    if (watch === undefined) {
      watch = new LaneWatch(runtime);
      LaneWatch.#watches.set(runtime, watch);
    }
    return watch;
  }

  private constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** A call has settled. */
  look(): void {
    if (!started.hasSubscribers && !ended.hasSubscribers && !lost.hasSubscribers) return;
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Once for all calls that settle together.
    setImmediate(() => {
      this.#scheduled = false;
      this.#compare();
    });
  }

  #compare(): void {
    const now = new Map<number, LaneTrace>();
    for (const { id, interpreter, kind } of laneStats(this.#runtime)) now.set(id, { id, interpreter, kind });
    for (const [id, lane] of now) if (!this.#known.has(id)) started.publish(lane);
    for (const [id, lane] of this.#known) if (!now.has(id)) ended.publish(lane);
    this.#known = now;
    for (const lane of this.#runtime.stats().lanes) this.#noteLoss(lane.id, lane.lost);
  }

  #noteLoss(id: number, isLost: boolean): void {
    if (!isLost) {
      this.#lost.delete(id);
    } else if (!this.#lost.has(id)) {
      this.#lost.add(id);
      lost.publish(this.#known.get(id));
    }
  }
}
