// For child processes: a worker thread that runs fixtures/worker.mjs.
import { Worker } from 'node:worker_threads';

export class TestWorker {
  #worker;
  #asked = new Map();
  #told = [];
  #waiting = [];
  #id = 0;

  constructor(workerData = {}) {
    const url = new URL('../workers/fixtures/worker.mjs', import.meta.url);
    this.#worker = new Worker(url, { workerData, execArgv: [] });
    this.ended = new Promise((resolve) => this.#worker.on('exit', resolve));
    this.failed = new Promise((resolve) => this.#worker.on('error', resolve));
    this.#worker.on('message', (message) => this.#onMessage(message));
  }

  /** Once the worker has said so. */
  heard(what) {
    return new Promise((resolve) => {
      this.#waiting.push({ what, resolve });
      this.#match();
    });
  }

  ask(command, detail) {
    this.#id += 1;
    const id = this.#id;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#worker.postMessage({ id, command, detail });
    });
  }

  async terminate() {
    await this.#worker.terminate();
  }

  #onMessage({ id, value, error, what }) {
    if (what !== undefined) {
      this.#told.push(what);
      this.#match();
    } else if (error !== undefined) {
      this.#asked.get(id).reject(error);
    } else {
      this.#asked.get(id).resolve(value);
    }
  }

  #match() {
    this.#waiting = this.#waiting.filter(({ what, resolve }) => {
      const at = this.#told.indexOf(what);
      if (at < 0) return true;
      this.#told.splice(at, 1);
      resolve();
      return false;
    });
  }
}

export async function startWorker(workerData) {
  const worker = new TestWorker(workerData);
  await worker.heard('ready');
  return worker;
}
