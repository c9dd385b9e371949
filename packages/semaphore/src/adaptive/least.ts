/** How many windows are looked at: two rounds of Elasticity's, in each of which the limit comes down to where nothing waits. */
const span = 48;

/** The least of what was seen in the last windows. */
export class Least {
  #values: number[] = [];

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > span) this.#values.shift();
  }

  /** Infinity before anything was seen. */
  get value(): number {
    return Math.min(...this.#values);
  }

  /** What was less than that no longer counts as less. */
  raise(value: number): void {
    this.#values = this.#values.map((seen) => Math.max(seen, value));
  }
}
