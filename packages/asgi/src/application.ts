import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { CheckedOptions } from './asgi-options';
import { answerFailure } from './failures';
import { HttpExchange } from './http-exchange';
import type { PythonClient } from './python-client';
import { headOf } from './request-head';
import { WebSocketExchange } from './web-socket-exchange';
import { WebSockets } from './web-socket-server';
import { Worker } from './worker';

/** Handlers of all clients and worker threads of this process may share one Python. */
const unique = () => `pyloom_asgi_${randomBytes(6).toString('hex')}`;

/** An application with its workers. */
export class Application {
  readonly #options: CheckedOptions;
  readonly #workers: Worker[];
  #sockets: WebSockets | undefined = undefined;
  #isStarted = false;
  #closing: Promise<void> | undefined = undefined;

  constructor(py: PythonClient, options: CheckedOptions) {
    this.#options = options;
    const name = unique();
    this.#workers = Array.from(
      { length: options.workers },
      (_, i) => new Worker(py, `${name}_${i}`, options),
    );
  }

  get pending(): number {
    return this.#workers.reduce((sum, { load }) => sum + load, 0);
  }

  async start(): Promise<void> {
    if (this.#isStarted) return;
    await Promise.all(this.#workers.map((worker) => worker.start()));
    this.#isStarted = true;
  }

  handle(request: IncomingMessage, response: ServerResponse, isExpectant: boolean): void {
    if (this.#closing !== undefined) {
      answerFailure(response, 503);
    } else if (this.#isStarted) {
      this.#serve(request, response, isExpectant);
    } else {
      const worker = this.#workers[0] as Worker;
      this.start().then(
        () => this.#serve(request, response, isExpectant),
        (error) => worker.refuse(error, request, response),
      );
    }
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#closing !== undefined) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    // Python starts by itself with the first exchange; what fails is told there.
    this.#sockets ??= new WebSockets(this.#options.webSocket);
    const requested = headOf(request, this.#options);
    const sockets = this.#sockets;
    const open = () => new WebSocketExchange(this.#idlest(), sockets, request, socket, head, requested);
    if (this.#isStarted) open();
    else
      this.start().then(open, (error) => {
        this.#idlest().report(error, request);
        socket.end('HTTP/1.1 500 Internal Server Error\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      });
  }

  close({ timeout = 5_000 }: { timeout?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeout);
    return this.#closing;
  }

  async #close(timeout: number): Promise<void> {
    const idle = Promise.all(this.#workers.map((worker) => worker.idle()));
    await Promise.race([idle, delay(timeout, undefined, { ref: false })]);
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  #serve(request: IncomingMessage, response: ServerResponse, isExpectant: boolean): void {
    const head = headOf(request, this.#options);
    new HttpExchange(this.#idlest(), request, response, head, isExpectant);
  }

  /** The one with the least under way; of several the one that has waited longest. */
  #idlest(): Worker {
    let best = this.#workers[0] as Worker;
    if (this.#workers.length === 1) return best;
    for (const worker of this.#workers) if (worker.load < best.load) best = worker;
    this.#workers.splice(this.#workers.indexOf(best), 1);
    this.#workers.push(best);
    return best;
  }
}
