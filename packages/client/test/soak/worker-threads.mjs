import { Worker } from 'node:worker_threads';

const program = new URL('./worker.mjs', import.meta.url);

/** Worker threads that come and go beside the load: half of them leave in good order, half are terminated in the middle. */
export class WorkerThreads {
  ended = 0;
  terminated = 0;
  #stopped = false;
  #onTold;

  /** @param {(told: string) => void} [onTold] gets the lines that they have printed */
  constructor(onTold) {
    this.#onTold = onTold;
  }

  /** @param {import('@pyloom/client').PythonOptions} options @param {readonly string[]} only kinds @param {import('./random.mjs').Random} random */
  async run(options, only, random) {
    while (!this.#stopped) await this.#one(options, only, random);
  }

  stop() {
    this.#stopped = true;
  }

  async #one(options, only, random) {
    const worker = new Worker(program, {
      workerData: { options, only, tracks: random.integer(1, 6), seed: random.integer(0, 1e6) },
    });
    const gone = new Promise((resolve, reject) => worker.once('error', reject).once('exit', resolve));
    gone.catch(() => {});
    worker.on('message', ({ told }) => told !== undefined && this.#onTold?.(told));
    await Promise.race([new Promise((resolve) => worker.once('message', resolve)), gone]);
    await Promise.race([new Promise((resolve) => setTimeout(resolve, random.integer(0, 1500))), gone]);
    if (random.chance(0.5)) {
      await worker.terminate();
      this.terminated++;
    } else {
      worker.postMessage('stop');
      await gone;
      this.ended++;
    }
  }
}
