import type { Log } from './log.ts';

/** Milliseconds without a refusal after which it is over. */
const quiet = 2000;

/** Says when the service begins to shed load and when it is over, however many requests it refuses. */
export class SheddingLog {
  readonly #log: Log;
  readonly #limit: () => number;
  #refused = 0;
  #over: NodeJS.Timeout | undefined;

  constructor(log: Log, limit: () => number) {
    this.#log = log;
    this.#limit = limit;
  }

  /** A request was answered with 503. */
  refused(): void {
    this.#refused++;
    if (this.#over !== undefined) {
      this.#over.refresh();
      return;
    }
    this.#log.add('warning', 'service', `Shedding load: ${this.#permits()} in use.`);
    this.#over = setTimeout(() => this.#end(), quiet);
    this.#over.unref();
  }

  #end(): void {
    const requests = this.#refused === 1 ? '1 request was' : `${this.#refused} requests were`;
    this.#log.add('info', 'service', `No longer shedding load: ${requests} refused.`);
    this.#over = undefined;
    this.#refused = 0;
  }

  #permits(): string {
    const limit = this.#limit();
    return limit === 1 ? 'the only permit is' : `all ${limit} permits are`;
  }
}
