import { formatCount } from './numbers.ts';
import type { Progress, Workload } from './progress.ts';

/** For logs: a line at each quarter. */
export class ProgressLines implements Progress {
  readonly #task: string;
  readonly #workload: Workload;
  readonly #stream: NodeJS.WritableStream;
  #pieces = 0;
  #size = 0;
  #quarters = 0;

  constructor(task: string, workload: Workload, stream: NodeJS.WritableStream) {
    this.#task = task;
    this.#workload = workload;
    this.#stream = stream;
  }

  advance(size: number): void {
    this.#pieces++;
    this.#size += size;
    const { pieces, size: whole, unit } = this.#workload;
    // The last files may be empty ones.
    const isLast = this.#pieces === pieces;
    const quarters = isLast ? 4 : Math.min(3, Math.floor((this.#size / whole) * 4));
    if (quarters === this.#quarters) return;
    this.#quarters = quarters;
    const of = `${formatCount(this.#pieces)} of ${formatCount(pieces)} ${unit}`;
    this.#stream.write(`${this.#task}: ${quarters * 25} %, ${of}\n`);
  }

  say(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  [Symbol.dispose](): void {}
}
