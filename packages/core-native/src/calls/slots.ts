/** Things by small numbers that are given out again: the number of a call in flight. */
export class Slots<T> {
  readonly #items: (T | undefined)[] = [];
  readonly #free: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: T): number {
    this.#size++;
    const id = this.#free.pop();
    if (id === undefined) return this.#items.push(item) - 1;
    this.#items[id] = item;
    return id;
  }

  get(id: number): T | undefined {
    return this.#items[id];
  }

  take(id: number): T | undefined {
    const item = this.#items[id];
    if (item === undefined) return undefined;
    this.#items[id] = undefined;
    this.#free.push(id);
    this.#size--;
    return item;
  }

  entries(): [id: number, item: T][] {
    const found: [number, T][] = [];
    for (let id = 0; id < this.#items.length; id++) {
      const item = this.#items[id];
      if (item !== undefined) found.push([id, item]);
    }
    return found;
  }
}
