import type { FunctionKey, PoolKind, Runtime, Session } from '@pyloom/core-native';
import type { Semaphore } from '@pyloom/semaphore';
import type { Driver } from '../engines/driver';
import { LaneWatch } from '../figures/lane-watch';
import type { ModeState } from '../modes/mode-state';
import { hasLoops, type RouteTable } from '../routes/route-table';
import { Registry } from './registry';
import type { RemotePermits } from './remote-semaphore';

/**
 * What all operations of one executor share: by which means they run. Made by openDispatcher().
 * @internal For packages that build on this one.
 */
export class Dispatcher {
  /** What is under way. */
  readonly registry: Registry;
  /** Whether a limit follows the load: it is to know how long operations wait and run. */
  readonly followsLoad: boolean;
  #cold: number;

  constructor(
    /** The Python that runs. */
    readonly runtime: Runtime,
    /** What the executor is to the core: host functions, events and converters are registered there. */
    readonly session: Session,
    /** In front of every operation, but for coroutines that have one of their own. */
    readonly semaphore: Semaphore,
    /** In front of coroutines. */
    readonly asyncSemaphore: Semaphore,
    /** How long an operation may wait for a permit, in milliseconds. */
    readonly acquireTimeout: number,
    /** Which pool runs what. */
    readonly routes: RouteTable,
    /** How calls run side by side. */
    readonly mode: ModeState,
    /** Those of a semaphore that is elsewhere, of which every operation needs one beside its permit here. */
    readonly remotePermits: RemotePermits | undefined,
    /** Of the cluster that runs the calls. */
    readonly driver: Driver | undefined,
  ) {
    this.registry = new Registry(LaneWatch.of(runtime));
    this.followsLoad = semaphore.adaptation !== undefined || asyncSemaphore.adaptation !== undefined;
    this.#cold = 2 * mode.lanes;
  }

  /** False for the first operations: they wait for lanes to start and modules to be imported, which tells nothing of a limit. */
  isWarm(): boolean {
    if (this.#cold === 0) return true;
    this.#cold--;
    return false;
  }

  /** Calls the function in every interpreter, those to come included, and in every worker of the cluster. The same key replaces an earlier one. */
  async everywhere(key: FunctionKey, args: readonly unknown[], remember: string): Promise<void> {
    await this.session.broadcast(key, args, { remember });
    await this.driver?.everywhere(key, args, remember);
  }

  /** In front of what is sent to that pool. */
  semaphoreOf(pool: PoolKind): Semaphore {
    return hasLoops(pool) ? this.asyncSemaphore : this.semaphore;
  }
}
