/**
 * JavaScript values that Python holds handles to: functions that were sent, errors that were thrown into it. Python says
 * when it lets go.
 */
export class JsValues {
  readonly #values = new Map<number, unknown>();
  #next = 1;

  hold(value: unknown): number {
    const id = this.#next++;
    this.#values.set(id, value);
    return id;
  }

  get(id: number): unknown {
    return this.#values.get(id);
  }

  has(id: number): boolean {
    return this.#values.has(id);
  }

  release(id: number): void {
    this.#values.delete(id);
  }

  get size(): number {
    return this.#values.size;
  }
}
