import { relative } from 'node:path';
import {
  ForksPoolWorker,
  type PoolOptions,
  type PoolRunnerInitializer,
  type WorkerRequest,
} from 'vitest/node';

/**
 * A process for each test file: a process can load one CPython, once. It may deadlock in native code, where vitest's own time
 * limits, which need its event loop, end nothing.
 *
 * @param mostMs after which a process is killed; vitest counts that as a failure, and goes on with the next file
 */
export function forksWithLimit(mostMs: number): PoolRunnerInitializer {
  const name = 'forks with a limit';
  class ForkWithLimit extends ForksPoolWorker {
    override readonly name = name;
    #timer: NodeJS.Timeout | undefined;
    #ended: Promise<void> | undefined;
    readonly #project: string;
    #files = 'before its first file';
    #report: ((...args: unknown[]) => void) | undefined;

    constructor(options: PoolOptions) {
      super(options);
      this.#project = options.project.name;
    }

    override async start(): Promise<void> {
      await super.start();
      this.#timer = setTimeout(() => {
        console.error(`pyloom: ended after ${mostMs / 60_000} min: ${this.#project}, ${this.#files}`);
        this.#ended = super.stop();
      }, mostMs);
    }

    override send(message: WorkerRequest): void {
      if (message.type === 'run') {
        this.#files = message.context.files
          .map(({ filepath }) => relative(process.cwd(), filepath))
          .join(' ');
      }
      super.send(message);
    }

    // Vitest says that a worker has ended, but neither which nor how.
    override on(event: string, callback: (...args: unknown[]) => void): void {
      super.on(event, callback);
      if (event !== 'exit') return;
      this.#report = (...[code, signal]) => {
        if (this.#ended) return;
        console.error(`pyloom: ended by ${signal ?? `exit code ${code}`}: ${this.#project}, ${this.#files}`);
      };
      super.on(event, this.#report);
    }

    override off(event: string, callback: (...args: unknown[]) => void): void {
      super.off(event, callback);
      if (event === 'exit' && this.#report) super.off(event, this.#report);
    }

    override async stop(): Promise<void> {
      clearTimeout(this.#timer);
      await (this.#ended ?? super.stop());
    }
  }
  return { name, createPoolWorker: (options) => new ForkWithLimit(options) };
}
