import { ClosedError, type Runtime, type Session } from '@pyloom/core-native';
import type { Semaphore } from '@pyloom/semaphore';
import type { ContextPlace } from '../contexts/context-place';
import { LaneWatch } from '../figures/lane-watch';
import { noOutcomes } from '../figures/outcome-counts';
import type { GilWatch } from '../modes/gil-watch';
import type { RouteTable } from '../routes/route-table';
import type { StreamSource } from '../streams/stream-source';
import type { Admission } from './admission';
import { KeepAlive } from './keep-alive';

/** What all operations of one executor share. */
export class Dispatcher {
  readonly counts = noOutcomes();
  readonly waiting = new Set<Admission>();
  /** While there are any. */
  readonly keepAlive = new KeepAlive();
  /** Whether the executor refuses new operations. */
  closed = false;
  /** In free_threaded mode. */
  gilWatch: GilWatch | undefined = undefined;
  /** Those that have been opened and have not ended. */
  readonly streams = new Set<StreamSource>();
  /** Those of the contexts that are open. */
  readonly contexts = new Set<ContextPlace>();
  readonly laneWatch: LaneWatch;
  nextStream = 1;
  #present = 0;
  #whenEmpty: (() => void) | undefined = undefined;

  constructor(
    readonly runtime: Runtime,
    readonly session: Session,
    readonly semaphore: Semaphore,
    readonly acquireTimeout: number,
    readonly routes: RouteTable,
  ) {
    this.laneWatch = LaneWatch.of(runtime);
  }

  /** Operations that have begun and not ended, nested ones included. */
  get present(): number {
    return this.#present;
  }

  /** Operations that wait for a permit. */
  get waitingForPermit(): number {
    let count = 0;
    for (const admission of this.waiting) count += admission.remaining;
    return count;
  }

  /** For each who is refused one of its own: its stack tells where that was. */
  closedError(): ClosedError {
    return new ClosedError('The Python client is closed: no call can be made any more');
  }

  arrived(): void {
    this.#present++;
  }

  left(): void {
    this.#present--;
    this.laneWatch.look();
    if (this.#present === 0 && this.#whenEmpty !== undefined) this.#whenEmpty();
  }

  /** Calls back at once or as soon as no operation is under way. */
  whenEmpty(callback: () => void): void {
    if (this.#present === 0) callback();
    else this.#whenEmpty = callback;
  }
}
