import { longestDelay } from '@pyloom/common';

/** A time limit. Its thread stays for it. */
export class Timer {
  readonly #callback: () => void;
  #remaining: number;
  #timeout: NodeJS.Timeout | undefined;

  constructor(delay: number, callback: () => void) {
    this.#callback = callback;
    this.#remaining = delay;
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timeout);
  }

  #arm(): void {
    const delay = Math.min(this.#remaining, longestDelay);
    this.#remaining -= delay;
    this.#timeout = setTimeout(() => (this.#remaining > 0 ? this.#arm() : this.#callback()), delay);
  }
}
