import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SemaphoreOptions } from '../../src/index';

interface Message {
  done?: unknown;
  granted?: unknown;
  refused?: { code: string; current: number };
}

/** semaphore-worker.mjs, as the tests see it. */
export class TestWorker implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #exited: Promise<number>;

  constructor(options: SemaphoreOptions, turns?: SharedArrayBuffer) {
    this.#worker = new Worker(new URL('semaphore-worker.mjs', import.meta.url), {
      workerData: { options, turns },
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', resolve);
    });
  }

  /** The answer to a command, which is carried out by then. */
  async tell(command: string, argument?: unknown): Promise<unknown> {
    const answer = this.#next('done');
    this.#worker.postMessage([command, argument]);
    return answer;
  }

  /** What it told once its wait was over. To be asked for before that can be. */
  granted(): Promise<unknown> {
    return this.#next('granted');
  }

  refused(): Promise<Message['refused']> {
    return this.#next('refused') as Promise<Message['refused']>;
  }

  send(command: string, argument?: unknown): void {
    this.#worker.postMessage([command, argument]);
  }

  /** Resolves with the exit code; by then its environment is gone. */
  ended(): Promise<number> {
    return this.#exited;
  }

  failed(): Promise<unknown> {
    return once(this.#worker, 'error');
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
    await this.#exited;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.terminate();
  }

  #next<K extends keyof Message>(key: K): Promise<Message[K]> {
    return new Promise((resolve) => {
      const listener = (message: Message) => {
        if (!(key in message)) return;
        this.#worker.off('message', listener);
        resolve(message[key]);
      };
      this.#worker.on('message', listener);
    });
  }
}
