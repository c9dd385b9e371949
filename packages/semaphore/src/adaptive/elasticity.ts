/**
 * How many windows are looked at. What was learned of the windows before is dropped, and the limit then goes to learn it again: often enough to
 * find out soon that a load has changed, seldom enough to cost next to nothing.
 */
const span = 24;
/** How sure the slope must be: of a standard error of a half at most, from the spread of the limits and the chance in the throughputs. */
const mostError = 0.5;
/** Where times are all the same there is no chance in them; but the limit must have moved. */
const leastSpread = 0.001;

interface Point {
  readonly x: number;
  readonly y: number;
  /** Of y, by chance. */
  readonly variance: number;
}

/**
 * By how much throughput rises with how many run: 1 where each more brings its share, 0 where more bring nothing. It is
 * the covariance of both over the last windows, of their logarithms, divided by the variance of the one.
 *
 * After Uber's Cinnamon, which stops there where growing has ceased to help: a controller that goes by times alone cannot
 * tell a queue from a dependency that has become slow, and drifts.
 */
export class Elasticity {
  #points: Point[] = [];

  /** @param uncertainty the relative standard error of the throughput */
  add(running: number, throughput: number, uncertainty: number): void {
    this.#points.push({ x: Math.log(running), y: Math.log(throughput), variance: uncertainty ** 2 });
    if (this.#points.length > span) this.#points.shift();
  }

  /** Undefined: not known, as how many run has hardly changed. */
  get value(): number | undefined {
    const count = this.#points.length;
    const meanX = this.#points.reduce((sum, { x }) => sum + x, 0) / count;
    const meanY = this.#points.reduce((sum, { y }) => sum + y, 0) / count;
    let spread = 0;
    let together = 0;
    let chance = 0;
    for (const { x, y, variance } of this.#points) {
      spread += (x - meanX) ** 2;
      together += (x - meanX) * (y - meanY);
      chance += variance / count;
    }
    if (spread < leastSpread || chance > spread * mostError ** 2) return undefined;
    return together / spread;
  }

  /** What was learned of a load that has gone. */
  forget(): void {
    this.#points = [];
  }
}
