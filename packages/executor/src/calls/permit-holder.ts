import type { PoolKind } from '@pyloom/core-native';
import type { Semaphore } from '@pyloom/semaphore';
import type { Dispatcher } from './dispatcher';
import type { RemotePermit } from './remote-semaphore';

/** What an operation has of a semaphore, and tells it when the permit goes back. */
export abstract class PermitHolder {
  readonly dispatcher: Dispatcher;
  /** Where it is sent. */
  pool: PoolKind;
  #permit: Semaphore | undefined = undefined;
  #remote: RemotePermit | undefined = undefined;
  /** While the limit follows the load: when it was handed to the core, of performance.now(). */
  #submitted = 0;
  #wait: number | undefined = undefined;

  constructor(dispatcher: Dispatcher, pool: PoolKind) {
    this.dispatcher = dispatcher;
    this.pool = pool;
  }

  /** In front of where it is sent. */
  get semaphore(): Semaphore {
    return this.dispatcher.semaphoreOf(this.pool);
  }

  /** The core's: how long it waited behind its permit, in milliseconds. */
  waited(milliseconds: number): void {
    this.#wait = milliseconds;
  }

  /** False: none is free, or others wait, or one is needed from elsewhere. */
  protected tryTakePermit(): boolean {
    const { semaphore } = this;
    if (this.dispatcher.remotePermits !== undefined || !semaphore.tryTake()) return false;
    this.#permit = semaphore;
    return true;
  }

  /** Somebody has taken it for this operation. */
  protected permitTaken(remote: RemotePermit | undefined): void {
    this.#permit = this.semaphore;
    this.#remote = remote;
    if (remote !== undefined) this.dispatcher.remotePermits?.watch(remote, () => this.describe());
  }

  /** For messages. */
  abstract describe(): string;

  protected noteSubmission(): void {
    if (this.dispatcher.followsLoad) this.#submitted = performance.now();
  }

  /** @param ran whether it has ended by itself */
  protected giveBackPermit(ran: boolean): void {
    const permit = this.#permit;
    if (permit === undefined) return;
    this.#permit = undefined;
    // One that turned out to be a coroutine function's tells nothing of the lanes that it was meant for.
    if (ran && this.#submitted > 0 && permit === this.semaphore && this.dispatcher.isWarm()) {
      const held = performance.now() - this.#submitted;
      permit.observe(Math.max(0, held - (this.#wait ?? 0)), this.#wait);
    }
    permit.give();
    if (this.#remote !== undefined) this.dispatcher.remotePermits?.giveBack(this.#remote);
  }
}
