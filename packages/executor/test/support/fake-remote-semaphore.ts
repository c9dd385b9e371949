import { OverloadedError } from '@pyloom/semaphore';
import type { RemotePermit, RemoteSemaphore } from '../../src/index';

/** A semaphore that would be on another machine: it answers when the test says so. */
export class FakeRemoteSemaphore implements RemoteSemaphore {
  /** Who waits, in order. */
  readonly asked: { timeout: number | undefined; grant(): FakePermit; fail(error: Error): void }[] = [];
  /** Permits that are out. */
  readonly out = new Set<FakePermit>();

  acquire({ timeout, signal }: { timeout?: number; signal?: AbortSignal }): Promise<RemotePermit> {
    if (timeout === 0)
      return Promise.reject(new OverloadedError(this.out.size, this.out.size, 'none is free'));
    return new Promise((resolve, reject) => {
      const waiter = {
        timeout,
        grant: () => {
          const permit = new FakePermit(this.out);
          this.#leave(waiter);
          resolve(permit);
          return permit;
        },
        fail: (error: Error) => {
          this.#leave(waiter);
          reject(error);
        },
      };
      this.asked.push(waiter);
      signal?.addEventListener('abort', () => waiter.fail(signal.reason));
    });
  }

  /** For who has waited longest. */
  grant(): FakePermit {
    const [first] = this.asked;
    if (first === undefined) throw new Error('nobody waits for a permit');
    return first.grant();
  }

  #leave(waiter: FakeRemoteSemaphore['asked'][number]): void {
    const place = this.asked.indexOf(waiter);
    if (place >= 0) this.asked.splice(place, 1);
  }
}

export class FakePermit implements RemotePermit {
  readonly lost = new AbortController();
  readonly signal = this.lost.signal;
  /** What release() waits for. */
  releasing: () => Promise<void> = async () => {};
  readonly #out: Set<FakePermit>;

  constructor(out: Set<FakePermit>) {
    this.#out = out;
    out.add(this);
  }

  release(): Promise<void> {
    this.#out.delete(this);
    return this.releasing();
  }
}
