import type { RedisSemaphore } from '@pyloom/redis';
import type { ClusterReport } from './report.ts';

/** Watches how far the limit is used, by the server's own figures. */
export class Limit {
  readonly #semaphore: RedisSemaphore;
  readonly #max: number;
  #looks: Promise<void> = Promise.resolve();
  #mostAtOnce = 0;
  #mostWaiting = 0;

  constructor(semaphore: RedisSemaphore, max: number) {
    this.#semaphore = semaphore;
    this.#max = max;
  }

  /** Looks at how many permits are out by now, one look after the other. */
  look(): void {
    this.#looks = this.#looks.then(async () => {
      const { current, waiting } = await this.#semaphore.status();
      this.#mostAtOnce = Math.max(this.#mostAtOnce, current);
      this.#mostWaiting = Math.max(this.#mostWaiting, waiting);
    });
    // Told by end().
    this.#looks.catch(() => {});
  }

  /** What it came to. */
  async end(): Promise<ClusterReport['limit']> {
    await this.#looks;
    await this.#semaphore.close();
    return { max: this.#max, mostAtOnce: this.#mostAtOnce, mostWaiting: this.#mostWaiting };
  }
}
