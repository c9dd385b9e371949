import { Mean } from './mean';

/** What came of the operations that ended within one window of time. */
export interface WindowFigures {
  /** Its length in milliseconds. */
  readonly elapsed: number;
  /** How many operations ended. */
  readonly completed: number;
  /** Mean milliseconds that one of them ran; with the wait, where that is not known apart. */
  readonly service: number;
  /** How far that mean may be off by chance, as a share of it: its relative standard error. */
  readonly uncertainty: number;
  /** Mean milliseconds that one waited for a server behind its permit; undefined: not known apart. */
  readonly wait: number | undefined;
  /**
   * Mean milliseconds of the quickest of each eight that ended one after the other, and how far it may be off by chance. Where waits are
   * not known apart a queue shows there first: of eight, one hardly runs at all, but all of them wait.
   */
  readonly quickest: { readonly value: number; readonly error: number };
  /** Whether others waited for a permit, or were refused one: only then the limit is what limits. */
  readonly saturated: boolean;
}

/** Fewer operations say too little about their mean; a window lasts until there are as many. */
const leastOperations = 30;
const leastMilliseconds = 100;
/** And as long as so many operations one after the other: what the limit was before is then no more than half of what is seen. */
const leastTurns = 2;
/** A load that is thinner than this is looked at all the same. */
const mostMilliseconds = 10_000;
const groupSize = 8;
/** Refusals, as a share of what ends, that are more than chance: fewer permits than are wanted. */
const refusing = 0.1;

/** Collects what ends, and says when there is enough of it to judge by. */
export class Window {
  #began: number;
  #service = new Mean();
  #wait = new Mean();
  #quickest = new Mean();
  #quickestOfGroup = Number.POSITIVE_INFINITY;
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
    this.#service.add(service);
    if (wait !== undefined) this.#wait.add(wait);
    this.#quickestOfGroup = Math.min(this.#quickestOfGroup, service);
    if (this.#service.count % groupSize === 0) this.#endGroup();
    if (limited) this.#limited++;
    const elapsed = now - this.#began;
    if (!this.#isEnough(elapsed)) return undefined;
    const figures = this.#figures(elapsed);
    this.#clear(now);
    return figures;
  }

  #isEnough(elapsed: number): boolean {
    if (elapsed >= mostMilliseconds) return true;
    const held = this.#service.value + this.#wait.value;
    return (
      elapsed >= leastMilliseconds && elapsed >= leastTurns * held && this.#service.count >= leastOperations
    );
  }

  #figures(elapsed: number): WindowFigures {
    const completed = this.#service.count;
    if (this.#quickest.count === 0) this.#endGroup();
    return {
      elapsed,
      completed,
      service: this.#service.value,
      uncertainty: this.#service.error / Math.max(this.#service.value, Number.MIN_VALUE),
      wait: this.#wait.count === completed ? this.#wait.value : undefined,
      quickest: { value: this.#quickest.value, error: this.#quickest.error },
      saturated: this.#limited > completed / 2 || this.#refused > completed * refusing,
    };
  }

  #endGroup(): void {
    this.#quickest.add(this.#quickestOfGroup);
    this.#quickestOfGroup = Number.POSITIVE_INFINITY;
  }

  #clear(now: number): void {
    this.#began = now;
    this.#service = new Mean();
    this.#wait = new Mean();
    this.#quickest = new Mean();
    this.#quickestOfGroup = Number.POSITIVE_INFINITY;
    this.#limited = 0;
    this.#refused = 0;
  }
}
