import { Elasticity } from './elasticity';

/** What came of the operations that ended within one window of time. */
export interface WindowFigures {
  /** Its length in milliseconds. */
  readonly elapsed: number;
  /** How many operations ended. */
  readonly completed: number;
  /** Mean milliseconds that one of them ran; with the wait, where that is not known apart. */
  readonly service: number;
  /** How far the mean may be off by chance, as a share of it: its relative standard error. */
  readonly uncertainty: number;
  /** Mean milliseconds that one waited for a server behind its permit; undefined: not known apart. */
  readonly wait: number | undefined;
  /** Whether others waited for a permit, or were refused one: only then the limit is what limits. */
  readonly saturated: boolean;
}

/** Why a limit is what it is. */
export type LimitReason = 'idle' | 'growing' | 'steady' | 'waits' | 'no gain';

export interface LimitControllerOptions {
  readonly min: number;
  readonly max: number;
  /** Milliseconds of wait behind a permit that are wanted; undefined: three tenths of the service time, and half a millisecond at least. */
  readonly target: number | undefined;
  readonly initial: number;
}

/**
 * Of the service time, where no target is given: enough to keep every server busy, too little to be felt. A tenth leaves servers idle
 * where load comes in bursts, or where whoever finds no permit is refused.
 */
const defaultWait = 0.3;
/** Milliseconds: less than this may be the time that a server takes to wake up, and is no queue. */
const leastWait = 0.5;
/** The same where waits are not known apart, and what is taken for one may be chance. */
const defaultHiddenWait = 0.4;
/** A wait this much over its target is worth a change, if it is more than chance: more than so many standard errors. */
const tolerance = 0.1;
const standardErrors = 2;
/** Below: more permits bring nothing. Above: waiting is not queueing, since fewer permits would do less. */
const flat = 0.25;
const proportional = 0.6;
/** A limit that is cut by more than this is for another load, or another service, than it was. */
const abrupt = 1.5;
/** How fast a least service time is forgotten, in a window. */
const forgetting = 0.002;

/**
 * Finds the limit at which all servers behind it are busy and next to nothing queues there, window by window:
 *
 * - while operations wait behind their permits, the limit shrinks by as much as waits (by the root of it, where waits are but
 *   guessed from service times), at most by half;
 * - while it is the limit that limits, and throughput still rises with it, it grows by its square root;
 * - where throughput no longer rises with it, it shrinks, so that it never drifts.
 *
 * It is never lowered to measure an unloaded time, as Envoy's gradient is, which sheds load for nothing. Pure: time comes with
 * the figures.
 */
export class LimitController {
  readonly #min: number;
  readonly #max: number;
  readonly #target: number | undefined;
  readonly #elasticity = new Elasticity();
  #exact: number;
  /** The least service time seen, which stands for one without any queue. */
  #least = Number.POSITIVE_INFINITY;
  #reason: LimitReason = 'idle';

  constructor({ min, max, target, initial }: LimitControllerOptions) {
    this.#min = min;
    this.#max = max;
    this.#target = target;
    this.#exact = this.#within(initial);
  }

  /** The limit from now on. */
  get limit(): number {
    return Math.max(this.#min, Math.floor(this.#exact));
  }

  get reason(): LimitReason {
    return this.#reason;
  }

  /** Takes the figures of a window into account. */
  update(figures: WindowFigures): void {
    if (figures.completed === 0 || figures.elapsed <= 0) return;
    if (figures.saturated) this.#elasticity.add(this.limit, figures.completed / figures.elapsed);
    const rises = this.#elasticity.value;
    const isHidden = figures.wait === undefined;
    this.#noteLeast(figures, rises);
    // What operations take longer than they did at best: a wait that is hidden in the service time, or a queue further behind.
    const longer = figures.service - this.#least;
    const queued = isHidden ? longer / this.#least : queuedOf(figures);
    // Fewer permits would not be felt: and such short operations are held up by all but the permits.
    const isShort = !isHidden && figures.service < leastWait && longer < leastWait;
    const wanted = this.#wantedWait(figures);
    const chance = standardErrors * figures.uncertainty * (isHidden ? 1 : queued);
    if (queued > wanted + Math.max(tolerance, chance)) {
      const excess = (1 + queued) / (1 + wanted);
      // What throughput was under such a queue, as of a service that only starts, tells nothing of what it will be without.
      if (!isHidden && excess > abrupt) this.#elasticity.forget();
      this.#set(this.#exact / (isHidden ? Math.sqrt(excess) : excess), 'waits');
    } else if (!figures.saturated) {
      this.#reason = 'idle';
    } else if (rises !== undefined && rises < flat && !isShort) {
      this.#set(this.#exact - Math.sqrt(this.#exact) / 4, 'no gain');
    } else if (queued <= wanted + tolerance / 2) {
      this.#set(this.#exact + Math.sqrt(this.#exact), 'growing');
    } else {
      this.#reason = 'steady';
    }
  }

  #noteLeast({ service, uncertainty }: WindowFigures, rises: number | undefined): void {
    // Above what may be chance: the least of many means would be too small.
    this.#least = Math.min(this.#least * (1 + forgetting), service * (1 + 1.5 * uncertainty));
    // What waits is not waiting in a queue, or fewer permits would not have cost throughput: it has become slower.
    if (rises !== undefined && rises > proportional) this.#least += (service - this.#least) / 2;
  }

  #wantedWait({ service, wait }: WindowFigures): number {
    const unit = Math.max(service, Number.MIN_VALUE);
    if (this.#target !== undefined) return this.#target / unit;
    return wait === undefined ? defaultHiddenWait : Math.max(defaultWait, leastWait / unit);
  }

  #set(limit: number, reason: LimitReason): void {
    this.#exact = this.#within(Math.max(limit, this.#exact / 2));
    this.#reason = reason;
  }

  #within(limit: number): number {
    return Math.min(this.#max, Math.max(this.#min, limit));
  }
}

/** The wait behind a permit, in service times. */
function queuedOf({ service, wait = 0 }: WindowFigures): number {
  return wait / Math.max(service, Number.MIN_VALUE);
}
