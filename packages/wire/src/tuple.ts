import { hasBrand } from './brand';

const brand = Symbol.for('pyloom.tuple');

/** An array that crosses as a tuple. */
export class Tuple<T extends readonly unknown[] = readonly unknown[]> {
  readonly items: T;

  constructor(items: T) {
    this.items = items;
  }

  get [brand](): true {
    return true;
  }

  static is(value: unknown): value is Tuple {
    return hasBrand(value, brand);
  }
}

/** Sends an array as a tuple: `tuple(1, 2)` is Python's `(1, 2)`. */
export function tuple<const T extends readonly unknown[]>(...items: T): Tuple<T> {
  return new Tuple(items);
}
