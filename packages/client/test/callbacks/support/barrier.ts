/** Lets everybody go on as soon as `count` have come. */
export class Barrier {
  readonly #count: number;
  #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  arrive(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length < this.#count) return;
      for (const goOn of this.#waiting.splice(0)) goOn();
    });
  }
}

/** A promise, and what settles it. */
export function gate<T = void>(): { passed: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => {};
  const passed = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const unexpected = Symbol('fulfilled');
  const outcome = await promise.then(
    () => unexpected,
    (error: unknown) => error,
  );
  if (outcome === unexpected) throw new Error('this should have been rejected');
  return outcome;
}
