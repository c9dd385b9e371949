import { Elasticity } from './elasticity';
import { Least } from './least';
import type { WindowFigures } from './window';

/** Why a limit is what it is. */
export type LimitReason = 'idle' | 'growing' | 'steady' | 'waits' | 'no gain';

export interface LimitControllerOptions {
  readonly min: number;
  readonly max: number;
  /** Milliseconds of wait behind a permit that are wanted; undefined: two fifths of the service time. */
  readonly target: number | undefined;
  readonly initial: number;
}

/**
 * Of the service time, where no target is given: enough to keep every server busy where load comes in bursts, or where whoever finds no
 * permit is refused, and too little to be felt. The more where waits are not known apart, as some of them stay hidden.
 */
const defaultWait = 0.4;
const defaultHiddenWait = 0.45;
/** Milliseconds: what is always waited may be the time in which a server wakes up, up to this. */
const mostWakeUp = 0.5;
/** A wait this much over its target is worth a change. */
const tolerance = 0.1;
/** Below: more permits bring nothing. Above: waiting is not queueing, since fewer permits would do less. */
const flat = 0.25;
const proportional = 0.8;
/** The step by which the limit is moved at most, but to shrink for waits. */
const step = 1.4;
/** A limit that is cut by more than this is for another load, or another service, than it was. */
const abrupt = 1.5;
/** Windows of which permits lay idle for longer than this, on average, began or ended with another load. */
const inUse = 0.5;

/** A window as the controller sees it. */
interface View {
  /** Milliseconds. */
  readonly service: number;
  readonly wait: number;
  /** The wait in service times, and how much of it is wanted. */
  readonly queued: number;
  readonly wanted: number;
}

/**
 * Finds the limit at which all servers behind it are busy and next to nothing queues there, window by window:
 *
 * - while operations wait behind their permits, the limit shrinks by as much as waits, at most by half;
 * - while it is the limit that limits, and throughput still rises with it, it grows until so much waits as is wanted;
 * - where throughput no longer rises with it, or that is no longer known, it shrinks until it does, so that it never drifts: to what
 *   would do, and not further.
 *
 * It is not pinned low to measure an unloaded time, as Envoy's gradient is, which sheds load for nothing. Pure: time comes with
 * the figures.
 */
export class LimitController {
  readonly #min: number;
  readonly #max: number;
  readonly #target: number | undefined;
  readonly #elasticity = new Elasticity();
  /** What is waited without any queue; where waits are not known apart, what the quickest take then. */
  readonly #least = new Least();
  #exact: number;
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
    const view = this.#view(figures);
    this.#learn(figures, view);
    const { queued, wanted } = view;
    const rises = this.#elasticity.value;
    const factor = (1 + wanted) / (1 + queued);
    if (queued > wanted + tolerance) {
      if (rises !== undefined && rises > proportional) this.#doubt(figures);
      // What throughput was under such a queue, as of a service that only starts, tells nothing of what it will be without.
      if (factor < 1 / abrupt) this.#elasticity.forget();
      this.#set(this.#exact * factor, 'waits');
    } else if (!figures.saturated) {
      this.#reason = 'idle';
    } else if (this.#shallShrink(view, rises)) {
      this.#set(this.#exact / step, 'no gain');
    } else {
      const reason = queued < wanted - tolerance ? 'growing' : 'steady';
      this.#set(this.#exact * Math.min(step, factor), reason);
    }
  }

  #view({ service, wait, quickest }: WindowFigures): View {
    if (wait === undefined) this.#least.add(quickest.value + quickest.error);
    else this.#least.add(Math.min(wait, mostWakeUp));
    const queue = Math.max(0, (wait ?? quickest.value) - this.#least.value);
    const unit = Math.max(wait === undefined ? service - queue : service, Number.MIN_VALUE);
    const share = wait === undefined ? defaultHiddenWait : defaultWait;
    const wanted = this.#target === undefined ? share : this.#target / unit;
    return { service: unit, wait: queue, queued: queue / unit, wanted };
  }

  #learn({ completed, elapsed, saturated, wait, uncertainty }: WindowFigures, view: View): void {
    const throughput = completed / elapsed;
    if (!saturated || throughput * (view.service + view.wait) < this.limit * inUse) return;
    // Those that wait in a known queue do not run. A queue that is guessed would put its own error into both.
    const running = wait === undefined ? this.limit : this.limit / (1 + view.queued);
    this.#elasticity.add(running, throughput, uncertainty);
  }

  /** Fewer permits have cost throughput: so some of what is taken for waiting is none, and the service has become slower. */
  #doubt({ wait, quickest }: WindowFigures): void {
    const seen = (this.#least.value + (wait ?? quickest.value)) / 2;
    this.#least.raise(wait === undefined ? seen : Math.min(seen, mostWakeUp));
  }

  #shallShrink({ service, queued, wanted }: View, rises: number | undefined): boolean {
    // Fewer permits would not be felt: such short operations are held up by all but the permits.
    if (service < mostWakeUp) return false;
    if (rises !== undefined) return rises < flat;
    // Nothing is known: on in the direction in which it went, and down from where enough waits.
    const goesUp = this.#reason === 'growing' || this.#reason === 'idle';
    return this.limit > this.#min && !(goesUp && queued < wanted - tolerance);
  }

  /** At most halved at once. */
  #set(limit: number, reason: LimitReason): void {
    this.#exact = this.#within(Math.max(limit, this.#exact / 2));
    this.#reason = reason;
  }

  #within(limit: number): number {
    return Math.min(this.#max, Math.max(this.#min, limit));
  }
}
