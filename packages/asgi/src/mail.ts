import type { WebSocket } from 'ws';

/** A message, or that there are no more: with which code, and why. */
export type Letter = string | Buffer | readonly [code: number, reason: string];

/** Messages that may lie here before the socket is no longer read. */
const most = 16;

/** What a WebSocket has received and the application has not asked for. */
export class Mail {
  readonly #letters: Letter[] = [];
  #socket: WebSocket | undefined = undefined;
  #waiting: ((letter: Letter | null) => void) | undefined = undefined;
  #hasEnded = false;
  #isClosed = false;
  #whenEmpty: (() => void) | undefined = undefined;

  get isEmpty(): boolean {
    return this.#letters.length === 0;
  }

  deliverFrom(socket: WebSocket): void {
    this.#socket = socket;
    socket.on('message', (data, isBinary) => this.#put(isBinary ? (data as Buffer) : String(data)));
    socket.on('close', (code, reason) => {
      this.#hasEnded = true;
      this.#put([code, String(reason)]);
    });
  }

  /** The oldest letter, as soon as there is one; null when none will come. */
  take(): Letter | null | Promise<Letter | null> {
    const letter = this.#letters.shift();
    if (letter === undefined) return this.#hasEnded ? null : this.#wait();
    if (this.#letters.length < most && this.#socket?.isPaused) this.#socket.resume();
    if (this.isEmpty) this.#whenEmpty?.();
    return letter;
  }

  /** Nobody asks any more. */
  close(): void {
    this.#isClosed = this.#hasEnded = true;
    this.#letters.length = 0;
    this.#socket?.resume();
    this.#whenEmpty?.();
  }

  /** Does it once there is nothing that has not been asked for. */
  onceEmpty(task: () => void): void {
    if (this.isEmpty) task();
    else this.#whenEmpty = task;
  }

  #put(letter: Letter): void {
    if (this.#isClosed) return;
    if (this.#waiting !== undefined) {
      this.#hand(letter);
      return;
    }
    this.#letters.push(letter);
    if (this.#letters.length >= most) this.#socket?.pause();
  }

  #wait(): Promise<Letter | null> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #hand(letter: Letter | null): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(letter);
  }
}
