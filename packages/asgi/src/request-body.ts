import type { IncomingMessage } from 'node:http';

/** Bodies up to this size cross with the head, once all of them is there: Python does not wait for slow clients. */
const small = 65_536;

const nothing = Buffer.alloc(0);

/** A piece of a body, and whether there is more. */
export type Piece = readonly [chunk: Buffer, more: boolean];

/** The body of a request: small ones as a whole, others as the application asks for them. */
export class RequestBody {
  readonly #request: IncomingMessage;
  readonly #length: number | undefined;
  #received = 0;
  #isClosed = false;
  /** Something has happened that whoever reads waits for. */
  #wake: (() => void) | undefined = undefined;

  /** @param length as the head says; undefined where it does not */
  constructor(request: IncomingMessage, length: number | undefined) {
    this.#request = request;
    this.#length = length;
  }

  /** Whether it is to cross with the head. */
  get isSmall(): boolean {
    return this.#length !== undefined && this.#length <= small;
  }

  /** All of it; null when the client has left before. */
  async whole(): Promise<Buffer | null> {
    const chunks: Buffer[] = [];
    for (;;) {
      const piece = await this.next();
      if (piece === null) return null;
      chunks.push(piece[0]);
      if (!piece[1]) return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    }
  }

  /** The next piece, as it comes; null when the client has left. */
  next(): Piece | null | Promise<Piece | null> {
    this.#watch();
    return this.#take() ?? this.#wait();
  }

  /** Nobody reads any more, or the client has left. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async #wait(): Promise<Piece | null> {
    for (;;) {
      if (this.#isClosed) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
      const piece = this.#take();
      if (piece !== undefined) return piece;
    }
  }

  #take(): Piece | undefined {
    const chunk: Buffer | null = this.#request.read();
    if (chunk !== null) {
      this.#received += chunk.length;
      return [chunk, this.#received !== this.#length];
    }
    return this.#request.readableEnded ? [nothing, false] : undefined;
  }

  #isWatched = false;

  /** In Node's paused mode: nothing is read from the socket that nobody asks for. */
  #watch(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    const wake = () => this.#wake?.();
    this.#request.on('readable', wake).on('end', wake);
  }
}
