import { type AttributeHandle, attributeSymbol } from '@pyloom/core-native';

/** By which those of another copy of the package (ESM, CJS) are known. */
const brand = Symbol.for('pyloom.slice');

/** A slice of Python's; made by slice(). */
export class Slice {
  /** Start, stop and step. */
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.items = items;
  }

  get [brand](): true {
    return true;
  }

  get [attributeSymbol](): AttributeHandle {
    return { owner: 'builtins', path: ['slice', ...this.items] };
  }
}

/**
 * What stands between brackets and colons in Python: `await list.$item(slice(1, 3))` is `list[1:3]`. What is left out or null is open;
 * several dimensions are a tuple: `await matrix.$item(tuple(slice(), 0))`.
 */
export function slice(start?: unknown, stop?: unknown, step?: unknown): Slice {
  return new Slice([start ?? null, stop ?? null, step ?? null]);
}
