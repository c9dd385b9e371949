import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Latency } from './frame.ts';

/** In microseconds, exact to two digits, so that a slice takes little memory; no request lasts a minute. */
const range = { lowest: 1, highest: 60_000_000, figures: 2 };

/** Percentiles over the newest slices of time; memory does not grow with the number of requests. */
export class LatencyWindow {
  readonly #slices: RecordableHistogram[];
  readonly #sum = createHistogram(range);
  #current = 0;

  /** @param slices how many times advance() is called before what was added is forgotten */
  constructor(slices: number) {
    this.#slices = Array.from({ length: slices }, () => createHistogram(range));
  }

  add(milliseconds: number): void {
    const microseconds = Math.round(milliseconds * 1000);
    this.#slices[this.#current]?.record(Math.min(Math.max(microseconds, range.lowest), range.highest));
  }

  /** The oldest slice is forgotten and becomes the newest. */
  advance(): void {
    this.#current = (this.#current + 1) % this.#slices.length;
    this.#slices[this.#current]?.reset();
  }

  clear(): void {
    for (const slice of this.#slices) slice.reset();
  }

  get percentiles(): Latency | null {
    this.#sum.reset();
    for (const slice of this.#slices) if (slice.count > 0) this.#sum.add(slice);
    if (this.#sum.count === 0) return null;
    const at = (percentile: number) => this.#sum.percentile(percentile) / 1000;
    return { p50: at(50), p95: at(95), p99: at(99) };
  }
}
