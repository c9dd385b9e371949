import type { WindowFigures } from './limit-controller';

/** Fewer operations say too little about their mean; a window lasts until there are as many. */
const leastOperations = 30;
const leastMilliseconds = 100;
/** Where waits are not known apart, a mean that is less certain than this says nothing of them; but a load may change. */
const blurred = 0.2;
const blurredMilliseconds = 500;
/** A load that is thinner than this is looked at all the same. */
const mostMilliseconds = 10_000;

/** Refusals, as a share of what ends, that are more than chance: fewer permits than are wanted. */
const refusing = 0.1;

/** Collects what ends, and says when there is enough of it to judge by. */
export class Window {
  #began: number;
  #completed = 0;
  #service = 0;
  #squares = 0;
  #wait = 0;
  #knowsWait = true;
  #limited = 0;
  #refused = 0;

  constructor(now: number) {
    this.#began = now;
  }

  /** Somebody who did not want to wait got no permit. */
  refused(): void {
    this.#refused++;
  }

  /**
   * An operation has ended.
   *
   * @param service milliseconds that it ran
   * @param wait milliseconds that it waited behind its permit; undefined: within `service`
   * @param limited whether others waited for a permit then
   */
  add(now: number, service: number, wait: number | undefined, limited: boolean): WindowFigures | undefined {
    this.#completed++;
    this.#service += service;
    this.#squares += service * service;
    if (wait === undefined) this.#knowsWait = false;
    else this.#wait += wait;
    if (limited) this.#limited++;
    const elapsed = now - this.#began;
    if (elapsed < leastMilliseconds) return undefined;
    if (this.#completed < leastOperations && elapsed < mostMilliseconds) return undefined;
    if (!this.#knowsWait && elapsed < blurredMilliseconds && this.#uncertainty() > blurred) return undefined;
    const figures = {
      elapsed,
      completed: this.#completed,
      service: this.#service / this.#completed,
      uncertainty: this.#uncertainty(),
      wait: this.#knowsWait ? this.#wait / this.#completed : undefined,
      saturated: this.#limited > this.#completed / 2 || this.#refused > this.#completed * refusing,
    };
    this.#began = now;
    this.#completed = this.#service = this.#squares = this.#wait = this.#limited = this.#refused = 0;
    this.#knowsWait = true;
    return figures;
  }

  #uncertainty(): number {
    const mean = this.#service / this.#completed;
    if (mean === 0) return 0;
    const variance = Math.max(0, this.#squares / this.#completed - mean * mean);
    return Math.sqrt(variance / this.#completed) / mean;
  }
}
