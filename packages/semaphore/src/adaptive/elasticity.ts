/**
 * How many windows are looked at. What was learned of the windows before is dropped, however little came since: a limit that has come to
 * its bound no longer moves, and what it was told on the way there must not keep it there.
 */
const span = 12;
/** Limits that differed by less than this, as a standard deviation of their logarithm, teach nothing. */
const leastSpread = 0.03;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * By how much throughput rises with the limit: 1 where each permit brings its share, 0 where more permits bring nothing. It is
 * the covariance of both over the last windows, of their logarithms, divided by the limit's variance.
 *
 * After Uber's Cinnamon, which stops there where growing has ceased to help: a controller that goes by times alone cannot
 * tell a queue from a dependency that has become slow, and drifts.
 */
export class Elasticity {
  #points: Point[] = [];

  add(limit: number, throughput: number): void {
    this.#points.push({ x: Math.log(limit), y: Math.log(throughput) });
    if (this.#points.length > span) this.#points.shift();
  }

  /** Undefined while the limit has hardly moved. */
  get value(): number | undefined {
    const count = this.#points.length;
    if (count < 2) return undefined;
    const meanX = this.#points.reduce((sum, { x }) => sum + x, 0) / count;
    const meanY = this.#points.reduce((sum, { y }) => sum + y, 0) / count;
    let variance = 0;
    let covariance = 0;
    for (const { x, y } of this.#points) {
      variance += (x - meanX) ** 2;
      covariance += (x - meanX) * (y - meanY);
    }
    if (Math.sqrt(variance / count) < leastSpread) return undefined;
    return covariance / variance;
  }

  /** What was learned of a load that has gone. */
  forget(): void {
    this.#points = [];
  }
}
