import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { longestDelay } from '@pyloom/common';
import type { CheckedOptions } from './asgi-options';
import type { Exchange } from './exchange';
import { answerFailure, statusOf } from './failures';
import type { PythonClient } from './python-client';
import type { RequestHead } from './request-head';
import { packageSource, workerSource } from './worker-source';

/** What is told of an exchange: its client has left, before its turn or later; nobody asks for it any more; it is to end. */
type Event = readonly [what: 'gone' | 'left' | 'forget' | 'cancel', number: number];

type Answer = readonly [status: number, headers: string, body: Buffer, more: boolean] | null;
export type Handshake = readonly [subprotocol: string | null, headers: string];
export type Refusal = readonly [status: number, headers: string, body: Buffer];

/** For how long Python listens when there is nothing under way. */
const listeningMs = 100;

/** One application on one event loop. */
export class Worker {
  readonly #py: PythonClient;
  readonly #options: CheckedOptions;
  readonly #module: string;
  readonly #exchanges = new Map<number, Exchange>();
  readonly #ended: (message: unknown) => void;
  #rest: NodeJS.Timeout | undefined = undefined;
  readonly #whenIdle: (() => void)[] = [];
  #number = 0;
  #starting: Promise<void> | undefined = undefined;
  #functions: Record<'http' | 'web_socket' | 'start' | 'stop', (...args: unknown[]) => Promise<unknown>>;
  /** Of the process that it runs in. */
  #pid = 0;
  #events: Event[] = [];
  #listener: ((events: Event[]) => void) | undefined = undefined;

  constructor(py: PythonClient, name: string, options: CheckedOptions) {
    this.#py = py;
    this.#options = options;
    this.#module = name;
    this.#functions = {
      http: py.func(name, 'http'),
      web_socket: py.func(name, 'web_socket'),
      start: py.func(name, 'start'),
      stop: py.func(name, 'stop'),
    };
    this.#ended = (message) => {
      if ((message as { pid: number }).pid === this.#pid) this.#lost();
    };
  }

  /** Exchanges under way. */
  get load(): number {
    return this.#exchanges.size;
  }

  /** Once, whoever asks. Rejects with what keeps the application from starting; then it may be asked again. */
  start(): Promise<void> {
    this.#starting ??= this.#start().catch((error) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  /** The application's own end; what is under way is given up. */
  async stop(): Promise<void> {
    if (this.#starting === undefined) return;
    for (const exchange of this.#exchanges.values()) exchange.abandon();
    try {
      await this.#starting.catch(() => {});
      await this.#functions.stop();
    } finally {
      this.#starting = undefined;
      this.#listener?.([]);
      this.#py.unregisterFunction(this.#module);
      unsubscribe('pyloom:process:crash', this.#ended);
      unsubscribe('pyloom:process:end', this.#ended);
    }
  }

  /** A number for an exchange, by which both sides know it until closed(). */
  open(exchange: Exchange): number {
    const number = ++this.#number;
    this.#exchanges.set(number, exchange);
    return number;
  }

  closed(number: number): void {
    this.#exchanges.delete(number);
    if (this.#exchanges.size > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
    this.#rest ??= setTimeout(() => this.#restNow(), listeningMs).unref();
  }

  /** Once nothing is under way. */
  async idle(): Promise<void> {
    if (this.#exchanges.size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  http(number: number, { fields, headers }: RequestHead, body: Buffer | null): Promise<Answer> {
    return this.#functions.http(number, fields, headers, body) as Promise<Answer>;
  }

  webSocket(number: number, { fields, headers }: RequestHead): Promise<Handshake | Refusal | null> {
    return this.#functions.web_socket(number, fields, headers) as Promise<Handshake | Refusal | null>;
  }

  tell(...event: Event): void {
    this.#events.push(event);
    const listener = this.#listener;
    if (listener === undefined) return;
    this.#listener = undefined;
    listener(this.#events.splice(0));
  }

  /** Once the call of an exchange has ended whose client left before. */
  forget(number: number): void {
    this.tell('forget', number);
  }

  /** Ends an application that does not care that its client has left. */
  cancelLater(number: number, then?: () => void): NodeJS.Timeout | undefined {
    const { disconnectTimeout } = this.#options;
    if (disconnectTimeout > longestDelay) return undefined;
    const cancel = () => {
      this.tell('cancel', number);
      then?.();
    };
    return setTimeout(cancel, disconnectTimeout).unref();
  }

  report(error: unknown, request: IncomingMessage | undefined): void {
    this.#options.onError(error, request);
  }

  /** Answers for an application that failed before it did. */
  refuse(error: unknown, request: IncomingMessage, response: ServerResponse): void {
    const status = statusOf(error);
    if (status === 500) this.report(error, request);
    answerFailure(response, status);
  }

  async #start(): Promise<void> {
    subscribe('pyloom:process:crash', this.#ended);
    subscribe('pyloom:process:end', this.#ended);
    this.#py.registerFunction(this.#module, (what: string, ...args: never[]) => this.#asked(what, ...args));
    await this.#py.defineModule('pyloom_asgi', packageSource);
    await this.#py.defineModule(this.#module, workerSource(this.#module, this.#options));
    try {
      await this.#functions.start();
    } catch (error) {
      // An application that turns out to refuse sub-interpreters is known to from now on.
      if (this.#py.executionMode !== 'subinterp') throw error;
      await this.#functions.start();
    }
  }

  /** Python listens no more, which would keep this process alive; with the next request it does again. */
  #restNow(): void {
    this.#rest = undefined;
    if (this.#exchanges.size > 0) return;
    this.#listener?.([]);
    this.#listener = undefined;
  }

  /** What Python asks for. */
  #asked(what: string, ...args: unknown[]): unknown {
    if (what === 'events') return this.#listen(args[0] as number);
    const [number, first, second] = args as [number, never, boolean];
    const exchange = this.#exchanges.get(number);
    if (what === 'failed') return this.#failed(exchange, first);
    if (exchange === undefined) return what === 'read' ? null : false;
    return what === 'read' ? exchange.read() : exchange.write(first, second);
  }

  #listen(pid: number): Event[] | Promise<Event[]> {
    this.#pid = pid;
    this.#listener?.([]);
    this.#listener = undefined;
    if (this.#events.length > 0) return this.#events.splice(0);
    return new Promise((resolve) => {
      this.#listener = resolve;
    });
  }

  #failed(exchange: Exchange | undefined, [type, message, traceback]: [string, string, string]): void {
    const error = Object.assign(new Error(message), { type, traceback });
    if (exchange === undefined) this.report(error, undefined);
    else exchange.failed(error);
  }

  /** The process has ended. Calls say so themselves; what had begun is lost. */
  #lost(): void {
    this.#events = [];
    this.#listener = undefined;
    for (const exchange of this.#exchanges.values()) exchange.lost();
  }
}
