/** A permit of a semaphore that is elsewhere. */
export interface RemotePermit {
  /** Aborted when the permit is lost: its lease has run out, and others may hold it. */
  readonly signal?: AbortSignal;
  /** Gives it back. Rejects where that cannot be told; it lapses by itself then. */
  release(): Promise<unknown>;
}

/**
 * A semaphore that many processes share, such as RedisSemaphore of `@pyloom/redis`: whoever is admitted here waits for a permit there,
 * too.
 */
export interface RemoteSemaphore {
  /**
   * Waits for a permit: `timeout` in milliseconds, 0 does not wait. Rejects with OverloadedError when the time is up, with the signal's
   * reason when it is aborted, with any other error where the semaphore cannot be reached.
   */
  acquire(options: { timeout?: number; signal?: AbortSignal }): Promise<RemotePermit>;
}

/** Permits that are out, and on their way back. */
export class RemotePermits {
  readonly #semaphore: RemoteSemaphore;
  readonly #returning = new Set<Promise<void>>();

  constructor(semaphore: RemoteSemaphore) {
    this.#semaphore = semaphore;
  }

  acquire(options: { timeout?: number; signal?: AbortSignal }): Promise<RemotePermit> {
    return this.#semaphore.acquire(options);
  }

  /** What runs is not interrupted for it: Python's work cannot be undone, and a store that looks at fencing tokens refuses it. */
  watch(permit: RemotePermit, describe: () => string): void {
    permit.signal?.addEventListener('abort', () =>
      warn(`${describe()} goes on without the permit that it had, which was lost: ${permit.signal?.reason}`),
    );
  }

  giveBack(permit: RemotePermit): void {
    const returning = permit
      .release()
      .then(nothing, (error: unknown) =>
        warn(`A permit could not be given back, and lapses with its lease: ${error}`),
      )
      .finally(() => this.#returning.delete(returning));
    this.#returning.add(returning);
  }

  /** When all are back that were to go back. */
  async whenReturned(): Promise<void> {
    await Promise.all(this.#returning);
  }
}

function warn(text: string): void {
  process.emitWarning(text, 'PyloomWarning');
}

function nothing(): void {}
