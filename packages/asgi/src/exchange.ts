/** A request under way, as the worker that serves it sees it: what Python asks of it. */
export interface Exchange {
  /** The next piece of what the client sends; null when it has left. */
  read(): unknown;
  /** Pieces of what it gets. False when it has left; otherwise as soon as there is room for more. */
  write(piece: never, isLast: boolean): boolean | Promise<boolean>;
  /** The application failed behind the beginning of its answer. */
  failed(error: Error): void;
  /** The process in which the application ran has ended. A call that is under way says so itself. */
  lost(): void;
  /** It is not waited for any longer. */
  abandon(): void;
}
