import { SingleBar } from 'cli-progress';
import { coloursFor } from './colours.ts';
import { formatCount } from './numbers.ts';
import type { Progress, Workload } from './progress.ts';

/** Gone without a trace when the work is done, and when the process leaves before. */
export class ProgressBar implements Progress {
  readonly #bar: SingleBar;
  readonly #stop = () => this.#bar.stop();
  #files = 0;

  constructor(task: string, { files, bytes }: Workload, stream: NodeJS.WriteStream) {
    const colours = coloursFor(stream);
    this.#bar = new SingleBar({
      stream,
      format: `${task} ${colours.cyan('{bar}')} {percentage} %  ${colours.dim(`{done} of ${formatCount(files)} files`)}`,
      barsize: 30,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
      clearOnComplete: true,
      // The demo has its own way to leave on a signal.
      gracefulExit: false,
    });
    this.#bar.start(bytes, 0, { done: '0' });
    process.once('exit', this.#stop);
  }

  advance(bytes: number): void {
    this.#files++;
    this.#bar.increment(bytes, { done: formatCount(this.#files) });
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#stop);
    this.#stop();
  }
}
