import { SingleBar } from 'cli-progress';
import { coloursFor } from './colours.ts';
import { formatCount } from './numbers.ts';
import type { Progress, Workload } from './progress.ts';

/** Gone without a trace when the work is done, and when the process leaves before. */
export class ProgressBar implements Progress {
  readonly #bar: SingleBar;
  readonly #stop = () => this.#bar.stop();
  readonly #stream: NodeJS.WriteStream;
  readonly #whole: number;
  #pieces = 0;
  #size = 0;

  constructor(task: string, { pieces, size, unit }: Workload, stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#whole = size;
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
    this.#size += size;
    this.#bar.increment(size, { done: formatCount(this.#pieces) });
  }

  say(text: string): void {
    // It clears its line, which is then drawn anew below.
    this.#bar.stop();
    this.#stream.write(`${text}\n`);
    this.#bar.start(this.#whole, this.#size, { done: formatCount(this.#pieces) });
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#stop);
    this.#stop();
  }
}
