/** How much of what is learned from one window is forgotten with the next ten. */
const memory = 0.1;
/** Limits that differed by less than this, as a standard deviation of their logarithm, teach nothing. */
const leastSpread = 0.03;

/**
 * By how much throughput rises with the limit: 1 where each permit brings its share, 0 where more permits bring nothing. It is
 * the covariance of both over the last windows, of their logarithms, divided by the limit's variance.
 *
 * After Uber's Cinnamon, which stops there where growing has ceased to help: a controller that goes by times alone cannot
 * tell a queue from a dependency that has become slow, and drifts.
 */
export class Elasticity {
  #limit = 0;
  #throughput = 0;
  #variance = 0;
  #covariance = 0;
  #windows = 0;

  add(limit: number, throughput: number): void {
    const x = Math.log(limit);
    const y = Math.log(throughput);
    if (this.#windows++ === 0) {
      this.#limit = x;
      this.#throughput = y;
      return;
    }
    const dx = x - this.#limit;
    const dy = y - this.#throughput;
    this.#limit += memory * dx;
    this.#throughput += memory * dy;
    this.#variance = (1 - memory) * (this.#variance + memory * dx * dx);
    this.#covariance = (1 - memory) * (this.#covariance + memory * dx * dy);
  }

  /** Undefined while the limit has hardly moved. */
  get value(): number | undefined {
    if (Math.sqrt(this.#variance) < leastSpread) return undefined;
    return this.#covariance / this.#variance;
  }

  /** What was learned of a load that has gone. */
  forget(): void {
    this.#windows = 0;
    this.#variance = 0;
    this.#covariance = 0;
  }
}
