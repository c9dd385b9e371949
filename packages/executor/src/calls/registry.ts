import { KeepAlive } from '@pyloom/common';
import { ClosedError } from '@pyloom/core-native';
import type { LaneWatch } from '../figures/lane-watch';
import { noOutcomes, type Outcome } from '../figures/outcome-counts';

/** Operations that wait for a permit: an Admission. */
interface Waiting {
  /** How many. */
  readonly remaining: number;
  endAll(makeError: () => unknown): void;
}

/** A stream that has been opened and has not ended. */
interface OpenStream {
  end(error: unknown, outcome: Outcome): void;
}

/** A context that is open. */
interface OpenContext {
  giveBack(): Promise<void>;
}

/** What is under way in one executor, and how that which was has ended. */
export class Registry {
  readonly counts = noOutcomes();
  readonly waiting = new Set<Waiting>();
  readonly streams = new Set<OpenStream>();
  readonly contexts = new Set<OpenContext>();
  /** While there are any that wait. */
  readonly keepAlive = new KeepAlive();
  /** Synchronous calls that are on this thread's stack: those within belong to the chain of the first. */
  syncDepth = 0;
  /** Whether the executor refuses new operations. */
  closed = false;
  readonly #laneWatch: LaneWatch;
  #present = 0;
  #whenEmpty: (() => void) | undefined = undefined;

  constructor(laneWatch: LaneWatch) {
    this.#laneWatch = laneWatch;
  }

  /** Operations that have begun and not ended, nested ones included. */
  get present(): number {
    return this.#present;
  }

  /** Operations that wait for a permit. */
  get waitingForPermit(): number {
    let count = 0;
    for (const each of this.waiting) count += each.remaining;
    return count;
  }

  /** For each who is refused one of its own: its stack tells where that was. */
  closedError(): ClosedError {
    return new ClosedError('The Python client is closed: no call can be made any more');
  }

  /** @throws ClosedError */
  refuseWhenClosed(): void {
    if (this.closed) throw this.closedError();
  }

  arrived(): void {
    this.#present++;
  }

  left(): void {
    this.#present--;
    this.#laneWatch.look();
    if (this.#present === 0 && this.#whenEmpty !== undefined) this.#whenEmpty();
  }

  /** Calls back at once or as soon as no operation is under way. */
  whenEmpty(callback: () => void): void {
    if (this.#present === 0) callback();
    else this.#whenEmpty = callback;
  }
}
