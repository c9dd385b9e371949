/** The process's memory over the time of a soak. */
export class ResidentMemory {
  /** MiB. @type {number[]} */
  #samples = [];

  sample() {
    globalThis.gc?.();
    this.#samples.push(process.memoryUsage.rss() / 2 ** 20);
  }

  get now() {
    return this.#samples.at(-1) ?? 0;
  }

  /**
   * MiB by which it has grown from the second fifth of the time to the last: the lowest figures of each, since what a collector
   * has not got round to yet is no growth.
   */
  get growth() {
    const fifth = Math.max(1, Math.floor(this.#samples.length / 5));
    const lowest = (from) => Math.min(...this.#samples.slice(from, from + fifth));
    return lowest(this.#samples.length - fifth) - lowest(fifth);
  }
}
