import type { Semaphore } from '@pyloom/semaphore';
import type { Outcome } from '../figures/outcome-counts';
import { twinOf } from './caller-stack';
import type { Dispatcher } from './dispatcher';
import type { RemotePermit } from './remote-semaphore';

/** An operation that has to wait. */
export interface Admissible {
  /** Whether it still does. */
  readonly isWaiting: boolean;
  /** Whom to tell when it ends before it is admitted. */
  set admission(admission: Admission);
  /** There is a permit for it. */
  admitted(remote: RemotePermit | undefined): void;
  end(error: unknown, outcome: Outcome): boolean;
}

/**
 * One place in the semaphore's queue for one or more operations, which are admitted in their order.
 *
 * The items of `parallel` share one: `acquireTimeout` then bounds how long the list makes no progress rather than how
 * long its last item waits for the first ones.
 */
export class Admission {
  readonly #dispatcher: Dispatcher;
  readonly #semaphore: Semaphore;
  readonly #operations: readonly Admissible[];
  readonly #withdrawal = new AbortController();
  #remaining: number;

  /** The operations have found no free permit of that semaphore. */
  constructor(dispatcher: Dispatcher, semaphore: Semaphore, operations: readonly Admissible[]) {
    this.#dispatcher = dispatcher;
    this.#semaphore = semaphore;
    this.#operations = operations;
    this.#remaining = operations.length;
    for (const operation of operations) operation.admission = this;
    dispatcher.registry.waiting.add(this);
    dispatcher.registry.keepAlive.hold();
    void this.#serve();
  }

  /** How many still wait. */
  get remaining(): number {
    return this.#remaining;
  }

  /** One of them has ended by its time limit, its signal or a close. */
  left(): void {
    this.#remaining--;
    if (this.#remaining === 0) this.#withdrawal.abort();
  }

  /** Each caller gets an error of its own, which tells where it called. */
  endAll(makeError: () => unknown, outcome: Outcome = 'aborted'): void {
    for (const operation of this.#operations) if (operation.isWaiting) operation.end(makeError(), outcome);
  }

  async #serve(): Promise<void> {
    const { acquireTimeout } = this.#dispatcher;
    try {
      for (const operation of this.#operations) {
        if (!operation.isWaiting) continue;
        const end = performance.now() + acquireTimeout;
        await this.#semaphore.take({ timeout: acquireTimeout, signal: this.#withdrawal.signal });
        this.#admitNext(await this.#takeRemote(end));
      }
    } catch (error) {
      // A withdrawal too lands here; nobody waits any more then.
      const outcome =
        (error as { code?: unknown }).code === 'ERR_PYLOOM_OVERLOADED' ? 'overloaded' : 'failed';
      this.endAll(() => twinOf(error as Error), outcome);
    } finally {
      this.#dispatcher.registry.waiting.delete(this);
      this.#dispatcher.registry.keepAlive.release();
    }
  }

  /** With a permit of this machine in hand, which goes back if there is none elsewhere. */
  async #takeRemote(end: number): Promise<RemotePermit | undefined> {
    const { remotePermits } = this.#dispatcher;
    if (remotePermits === undefined || this.#remaining === 0) return undefined;
    try {
      const timeout = Math.max(0, end - performance.now());
      return await remotePermits.acquire({ timeout, signal: this.#withdrawal.signal });
    } catch (error) {
      this.#semaphore.give();
      throw error;
    }
  }

  /** Others may have ended while their turn came, so the permit is for whoever is next now. */
  #admitNext(remote: RemotePermit | undefined): void {
    const next = this.#operations.find((operation) => operation.isWaiting);
    if (next === undefined) {
      this.#semaphore.give();
      if (remote !== undefined) this.#dispatcher.remotePermits?.giveBack(remote);
      return;
    }
    this.#remaining--;
    next.admitted(remote);
  }
}
