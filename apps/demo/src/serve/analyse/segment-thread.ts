import { Worker } from 'node:worker_threads';
import { segmentWorker } from '../../built-files.ts';
import type { Segments } from './segment.ts';

interface Waiting {
  resolve(segments: Segments): void;
  reject(reason: Error): void;
}

/**
 * The host function `segment`, on a thread of its own: a text of 1 MiB takes seconds, in which the event loop could serve
 * nobody else.
 */
export class SegmentThread {
  /** The oldest first: the thread answers in turn. */
  readonly #waiting: Waiting[] = [];
  #worker: Worker | undefined;

  segment(text: string): Promise<Segments> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.postMessage(text);
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(segmentWorker);
    let failure = new Error('The thread that splits text has ended');
    worker.unref();
    worker.on('message', (segments: Segments) => this.#waiting.shift()?.resolve(segments));
    worker.on('error', (error) => {
      failure = error;
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      for (const { reject } of this.#waiting.splice(0)) reject(failure);
    });
    return worker;
  }
}
