/**
 * A registered symbol that marks the instances of a class: the package is bundled into several others, in ESM
 * and in CJS, and each copy has classes of its own.
 */
export function hasBrand(value: unknown, brand: symbol): boolean {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}
