/** A mean, and how far it may be off by chance. */
export class Mean {
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    this.#squares += value * value;
  }

  get count(): number {
    return this.#count;
  }

  get value(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  /** Its standard error; of a single value all of it. */
  get error(): number {
    if (this.#count < 2) return this.value;
    return Math.sqrt(Math.max(0, this.#squares / this.#count - this.value ** 2) / this.#count);
  }
}
