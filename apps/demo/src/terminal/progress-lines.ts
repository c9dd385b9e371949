import { formatCount } from './numbers.ts';
import type { Progress, Workload } from './progress.ts';

/** For logs: a line at each quarter. */
export class ProgressLines implements Progress {
  readonly #task: string;
  readonly #workload: Workload;
  readonly #stream: NodeJS.WritableStream;
  #files = 0;
  #bytes = 0;
  #quarters = 0;

  constructor(task: string, workload: Workload, stream: NodeJS.WritableStream) {
    this.#task = task;
    this.#workload = workload;
    this.#stream = stream;
  }

  advance(bytes: number): void {
    this.#files++;
    this.#bytes += bytes;
    // The last files may be empty ones.
    const isLast = this.#files === this.#workload.files;
    const quarters = isLast ? 4 : Math.min(3, Math.floor((this.#bytes / this.#workload.bytes) * 4));
    if (quarters === this.#quarters) return;
    this.#quarters = quarters;
    const of = `${formatCount(this.#files)} of ${formatCount(this.#workload.files)} files`;
    this.#stream.write(`${this.#task}: ${quarters * 25} %, ${of}\n`);
  }

  [Symbol.dispose](): void {}
}
