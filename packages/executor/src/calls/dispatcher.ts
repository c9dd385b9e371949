import type { Runtime, Session } from '@pyloom/core-native';
import type { Semaphore } from '@pyloom/semaphore';
import { LaneWatch } from '../figures/lane-watch';
import type { ModeState } from '../modes/mode-state';
import type { RouteTable } from '../routes/route-table';
import { Registry } from './registry';

/**
 * What all operations of one executor share: by which means they run. Made by openDispatcher().
 * @internal For packages that build on this one.
 */
export class Dispatcher {
  /** What is under way. */
  readonly registry: Registry;

  constructor(
    /** The Python that runs. */
    readonly runtime: Runtime,
    /** What the executor is to the core: host functions, events and converters are registered there. */
    readonly session: Session,
    /** In front of every operation. */
    readonly semaphore: Semaphore,
    /** How long an operation may wait for a permit, in milliseconds. */
    readonly acquireTimeout: number,
    /** Which pool runs what. */
    readonly routes: RouteTable,
    /** How calls run side by side. */
    readonly mode: ModeState,
  ) {
    this.registry = new Registry(LaneWatch.of(runtime));
  }
}
