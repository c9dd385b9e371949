/** One line of the log that the page shows. */
export interface LogEntry {
  /** Counts up. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogLevel;
  /** Who says it: the service, or a logger in Python. */
  readonly source: string;
  readonly message: string;
}

export type LogLevel = 'info' | 'warning' | 'error';

const kept = 200;

/** The newest entries, and somebody to tell as they come. */
export class Log {
  readonly #entries: LogEntry[] = [];
  readonly #listeners = new Set<(entry: LogEntry) => void>();
  #nextId = 1;

  add(level: LogLevel, source: string, message: string): void {
    const entry = { id: this.#nextId++, time: Date.now(), level, source, message };
    this.#entries.push(entry);
    if (this.#entries.length > kept) this.#entries.shift();
    for (const listener of this.#listeners) listener(entry);
  }

  /** The oldest first. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** Until the function that is returned is called. */
  listen(listener: (entry: LogEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
