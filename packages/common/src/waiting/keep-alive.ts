import { longestDelay } from './longest-delay';

/** Keeps its thread alive for what is awaited there and comes from elsewhere: the event loop sees nothing of that. */
export class KeepAlive {
  #holders = 0;
  #timer: NodeJS.Timeout | undefined;

  hold(): void {
    this.#holders++;
    if (this.#holders > 1) return;
    // Switched on and off, not made anew: it is there for every wait.
    this.#timer ??= setInterval(() => {}, longestDelay);
    this.#timer.ref();
  }

  release(): void {
    this.#holders--;
    if (this.#holders === 0) this.#timer?.unref();
  }
}
