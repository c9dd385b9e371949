import { Worker } from 'node:worker_threads';
import { loadWorker } from '../../built-files.ts';
import type { Sample } from './sample.ts';

/** Requests to the service itself, over HTTP, from a thread of its own: what its clients meet is real. */
export class Load {
  /** More than this on one machine shows nothing new. */
  static readonly mostClients = 64;

  readonly #samples: readonly Sample[];
  #worker: Worker | undefined;
  #clients = 0;

  constructor(samples: readonly Sample[]) {
    this.#samples = samples;
  }

  /** How many clients send, each one request after the other. */
  get clients(): number {
    return this.#clients;
  }

  /** @param url of the service; 0 clients: none sends any more, once its request is answered */
  set(clients: number, url: string): void {
    this.#clients = clients;
    if (this.#worker === undefined) {
      if (clients === 0) return;
      this.#worker = new Worker(loadWorker, { workerData: { url, samples: this.#samples } });
      this.#worker.unref();
    }
    this.#worker.postMessage(clients);
  }

  async stop(): Promise<void> {
    this.#clients = 0;
    await this.#worker?.terminate();
    this.#worker = undefined;
  }
}
