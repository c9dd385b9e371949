import { SingleBar } from 'cli-progress';
import { coloursFor } from './colours.ts';
import { formatCount } from './numbers.ts';
import type { Progress, Workload } from './progress.ts';

/** Gone without a trace when the work is done, and when the process leaves before. */
export class ProgressBar implements Progress {
  readonly #bar: SingleBar;
  readonly #stop = () => this.#bar.stop();
  #pieces = 0;

  constructor(task: string, { pieces, size, unit }: Workload, stream: NodeJS.WriteStream) {
    const colours = coloursFor(stream);
    this.#bar = new SingleBar({
      stream,
      format: `${task} ${colours.cyan('{bar}')} {percentage} %  ${colours.dim(`{done} of ${formatCount(pieces)} ${unit}`)}`,
      barsize: 30,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
      clearOnComplete: true,
      // The demo has its own way to leave on a signal.
      gracefulExit: false,
    });
    this.#bar.start(size, 0, { done: '0' });
    process.once('exit', this.#stop);
  }

  advance(size: number): void {
    this.#pieces++;
    this.#bar.increment(size, { done: formatCount(this.#pieces) });
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#stop);
    this.#stop();
  }
}
