/** The longest delay that Node knows. */
const longest = 2 ** 31 - 1;

/** Keeps its thread alive for calls that wait for a permit: the event loop sees nothing of them. */
export class KeepAlive {
  #holders = 0;
  #timer: NodeJS.Timeout | undefined;

  hold(): void {
    this.#holders++;
    if (this.#holders > 1) return;
    // Switched on and off, not made anew: it is there for every wait.
    this.#timer ??= setInterval(() => {}, longest);
    this.#timer.ref();
  }

  release(): void {
    this.#holders--;
    if (this.#holders === 0) this.#timer?.unref();
  }
}
