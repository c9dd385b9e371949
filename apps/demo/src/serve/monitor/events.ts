/** Whatever else the page is told: the name of the event and its data. */
export class Events {
  readonly #listeners = new Set<(name: string, data: unknown) => void>();

  send(name: string, data: unknown): void {
    for (const listener of this.#listeners) listener(name, data);
  }

  /** Until the function that is returned is called. */
  listen(listener: (name: string, data: unknown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
