import type { IncomingMessage, ServerResponse } from 'node:http';
import { headersOf, saysLength } from './answer-headers';
import type { Exchange } from './exchange';
import { answerFailure } from './failures';
import { RequestBody } from './request-body';
import type { RequestHead } from './request-head';
import type { Worker } from './worker';

const empty = Buffer.alloc(0);

const bodyIsRead = () =>
  new Error('The body of this request has been read before: let no parser of bodies come before the handler');

/** A request and its answer. */
export class HttpExchange implements Exchange {
  readonly #worker: Worker;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #number: number;
  readonly #body: RequestBody;
  /** The client waits for a word before it sends the body. */
  #isExpectant: boolean;
  #hasBegun = false;
  #isOver = false;
  /** Of those that wait for the beginning, which may come behind what follows it; of those that wait for room. */
  #waiting: (() => void) | undefined = undefined;
  #timer: NodeJS.Timeout | undefined = undefined;

  constructor(
    worker: Worker,
    request: IncomingMessage,
    response: ServerResponse,
    head: RequestHead,
    isExpectant: boolean,
  ) {
    this.#worker = worker;
    this.#request = request;
    this.#response = response;
    this.#isExpectant = isExpectant;
    this.#body = new RequestBody(request, head.length);
    this.#number = worker.open(this);
    response.on('close', () => this.#left());
    if (response.destroyed) this.#left();
    else if (head.length !== 0 && request.readableEnded) this.#refuse(bodyIsRead());
    else if (head.length === 0) this.#start(head, empty);
    else if (this.#body.isSmall && !isExpectant) void this.#startWithBody(head);
    else this.#start(head, null);
  }

  read(): unknown {
    if (this.#isOver) return null;
    if (this.#isExpectant) {
      this.#isExpectant = false;
      this.#response.writeContinue();
    }
    return this.#body.next();
  }

  write(piece: Buffer, isLast: boolean): boolean | Promise<boolean> {
    return this.#hasBegun ? this.#write(piece, isLast) : this.#writeLater(piece, isLast);
  }

  failed(error: Error): void {
    if (!this.#hasBegun) {
      // Its beginning is on the way, perhaps all of it.
      this.#waiting = () => this.failed(error);
      return;
    }
    this.#worker.report(error, this.#request);
    // There is no other way to say that what came is not all.
    if (!this.#response.writableEnded) this.#response.destroy();
  }

  lost(): void {
    if (this.#hasBegun && !this.#response.writableEnded) this.#response.destroy();
  }

  abandon(): void {
    if (this.#hasBegun) this.lost();
    else answerFailure(this.#response, 503);
  }

  async #startWithBody(head: RequestHead): Promise<void> {
    const body = await this.#body.whole();
    if (body !== null) this.#start(head, body);
  }

  #start(head: RequestHead, body: Buffer | null): void {
    this.#worker.http(this.#number, head, body).then(
      (answer) => this.#begin(answer),
      (error) => this.#refuse(error),
    );
  }

  #begin(answer: readonly [number, string, Buffer, boolean] | null): void {
    this.#hasBegun = true;
    if (!this.#isOver && answer !== null) {
      try {
        this.#answer(...answer);
      } catch (error) {
        // Node refuses such a header, or another handler has answered.
        this.#worker.tell('cancel', this.#number);
        this.#worker.report(error, this.#request);
        answerFailure(this.#response, 500);
      }
    }
    this.#settled();
  }

  #answer(status: number, headerText: string, body: Buffer, more: boolean): void {
    const headers = headersOf(headerText);
    const response = this.#response;
    // A body that has come as a whole needs no chunks.
    if (!more && body.length > 0 && !saysLength(headers)) headers.push('content-length', String(body.length));
    response.writeHead(status, headers);
    if (!more) response.end(body);
    else if (body.length > 0) response.write(body);
    else response.flushHeaders();
  }

  #refuse(error: unknown): void {
    this.#hasBegun = true;
    if (!this.#isOver && !this.#response.writableEnded)
      this.#worker.refuse(error, this.#request, this.#response);
    this.#settled();
  }

  /** The call has ended. */
  #settled(): void {
    if (this.#isOver) this.#worker.forget(this.#number);
    clearTimeout(this.#timer);
    this.#wake();
  }

  async #writeLater(piece: Buffer, isLast: boolean): Promise<boolean> {
    await new Promise<void>((resolve) => {
      this.#waiting = resolve;
    });
    return this.#write(piece, isLast);
  }

  #write(piece: Buffer, isLast: boolean): boolean | Promise<boolean> {
    if (this.#isOver || this.#response.destroyed) return false;
    if (isLast) {
      this.#response.end(piece);
      return true;
    }
    return this.#response.write(piece) || this.#drained();
  }

  async #drained(): Promise<boolean> {
    await new Promise<void>((resolve) => {
      this.#waiting = resolve;
      this.#response.once('drain', resolve);
    });
    return !this.#isOver;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }

  /** The connection is closed, or the answer is sent. */
  #left(): void {
    this.#isOver = true;
    this.#body.close();
    this.#worker.closed(this.#number);
    if (!this.#response.writableFinished) {
      this.#worker.tell(this.#hasBegun ? 'left' : 'gone', this.#number);
      this.#timer = this.#worker.cancelLater(this.#number);
    } else if (!this.#hasBegun) {
      // Somebody else has answered.
      this.#worker.tell('gone', this.#number);
    }
    this.#wake();
  }
}
