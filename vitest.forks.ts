import { ForksPoolWorker, type PoolRunnerInitializer } from 'vitest/node';

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

    override async start(): Promise<void> {
      await super.start();
      this.#timer = setTimeout(() => {
        this.#ended = super.stop();
      }, mostMs);
    }

    override async stop(): Promise<void> {
      clearTimeout(this.#timer);
      await (this.#ended ?? super.stop());
    }
  }
  return { name, createPoolWorker: (options) => new ForkWithLimit(options) };
}
