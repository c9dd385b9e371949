export const objectPrototype = Object.prototype;

/** Somebody may have given Object.prototype a key. */
export function hasInheritedKeys(): boolean {
  for (const _ in objectPrototype) return true;
  return false;
}

/** A plain object of another realm (a vm context, as Jest makes them). */
export function isPlainElsewhere(value: object): boolean {
  const prototype: object = Object.getPrototypeOf(value);
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}
