import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { headersOf } from './answer-headers';
import type { Exchange } from './exchange';
import { statusOf } from './failures';
import { Mail } from './mail';
import type { RequestHead } from './request-head';
import type { WebSockets } from './web-socket-server';
import type { Handshake, Worker } from './worker';

type Item = string | Buffer | readonly [code: number, reason: string];

const goingAway = 1001;
const internalError = 1011;
const serviceRestart = 1012;

/** A handshake, and the WebSocket that comes of it. */
export class WebSocketExchange implements Exchange {
  readonly #worker: Worker;
  readonly #sockets: WebSockets;
  readonly #request: IncomingMessage;
  readonly #socket: Duplex;
  readonly #number: number;
  readonly #mail = new Mail();
  readonly #opened: Promise<WebSocket | undefined>;
  #open: WebSocket | undefined = undefined;
  #hasBegun = false;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined = undefined;

  constructor(
    worker: Worker,
    sockets: WebSockets,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    requested: RequestHead,
  ) {
    this.#worker = worker;
    this.#sockets = sockets;
    this.#request = request;
    this.#socket = socket;
    this.#number = worker.open(this);
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => {
      // What is open says so itself, with the reason.
      if (this.#open === undefined) this.#left();
    });
    this.#opened = this.#start(requested, head);
    if (socket.destroyed) this.#left();
  }

  read(): unknown {
    return this.#mail.take();
  }

  async write(items: readonly Item[], isLast: boolean): Promise<boolean> {
    if (isLast) this.#mail.close();
    const open = await this.#opened;
    if (open === undefined) return false;
    let sent: Promise<void> | undefined;
    for (const item of items) {
      if (Array.isArray(item)) closeWith(open, item[0], item[1]);
      else sent = send(open, item as string | Buffer);
    }
    await sent;
    return open.readyState === open.OPEN;
  }

  failed(error: Error): void {
    this.#worker.report(error, this.#request);
    this.#mail.close();
    // It may be opening still.
    void this.#opened.then((open) => open?.close(internalError));
  }

  lost(): void {
    this.#mail.close();
    this.#open?.close(serviceRestart);
  }

  abandon(): void {
    this.#mail.close();
    if (this.#open !== undefined) this.#open.close(goingAway);
    else this.#refuse(503, [], Buffer.from(''));
  }

  async #start(requested: RequestHead, head: Buffer): Promise<WebSocket | undefined> {
    try {
      await this.#sockets.ready();
      const answer = await this.#worker.webSocket(this.#number, requested);
      this.#hasBegun = true;
      if (answer === null || this.#isOver) return undefined;
      if (answer.length === 3) {
        this.#refuse(answer[0], headersOf(answer[1]), answer[2]);
        return undefined;
      }
      return await this.#accept(answer, head);
    } catch (error) {
      this.#hasBegun = true;
      if (this.#isOver) return undefined;
      const status = statusOf(error);
      if (status === 500) this.#worker.report(error, this.#request);
      this.#refuse(status, [], Buffer.from(STATUS_CODES[status] ?? ''));
      return undefined;
    } finally {
      clearTimeout(this.#timer);
      if (this.#isOver) this.#worker.forget(this.#number);
    }
  }

  async #accept([subprotocol, text]: Handshake, head: Buffer): Promise<WebSocket> {
    const names = headersOf(text);
    const headers: string[] = [];
    for (let i = 0; i < names.length; i += 2) headers.push(`${names[i]}: ${names[i + 1]}`);
    const open = await this.#sockets.complete(this.#request, this.#socket, head, { subprotocol, headers });
    this.#open = open;
    this.#mail.deliverFrom(open);
    open.on('error', () => {}); // 'close' follows
    open.on('close', () => this.#left());
    return open;
  }

  #refuse(...[status, headers, body]: [status: number, headers: string[], body: Buffer]): void {
    if (this.#socket.destroyed) return;
    const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, 'connection: close'];
    for (let i = 0; i < headers.length; i += 2) {
      if (!/^(connection|content-length)$/i.test(headers[i] as string))
        lines.push(`${headers[i]}: ${headers[i + 1]}`);
    }
    lines.push(`content-length: ${body.length}`, '', '');
    this.#socket.end(Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), body]));
  }

  #left(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer = this.#worker.cancelLater(this.#number, () => this.#mail.close());
    if (this.#open === undefined) {
      this.#worker.tell(this.#hasBegun ? 'left' : 'gone', this.#number);
      this.#worker.closed(this.#number);
    } else {
      // The application hears of it as it receives, behind what came before.
      this.#mail.onceEmpty(() => {
        this.#worker.closed(this.#number);
      });
    }
  }
}

/** Codes that are no client's to send end the connection as a plain close does. */
function closeWith(open: WebSocket, code: number, reason: string): void {
  try {
    open.close(code, reason);
  } catch {
    open.close(internalError);
  }
}

/** Resolves once the system has it, so that who sends too fast waits. */
function send(open: WebSocket, item: string | Buffer): Promise<void> {
  return new Promise((resolve) => open.send(item, () => resolve()));
}
