import { Failure } from './failure';

/** A named tuple: its items with the names of the first of them, and named values that are none of them. */
export function nameItems(items: unknown, names: unknown, others: unknown): unknown[] {
  if (!Array.isArray(items) || !Array.isArray(names) || !isRecord(others)) {
    throw new Failure('a named tuple is not written as one');
  }
  for (const [i, name] of names.entries()) bear(items, name, items[i]);
  for (const [name, value] of Object.entries(others)) bear(items, name, value);
  return items;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * A field of a named tuple, beside the items: not enumerable, so that the array is shown, compared and sent as one. What every
 * array has stays as it is.
 */
function bear(items: unknown[], name: unknown, value: unknown): void {
  if (typeof name !== 'string' || name in Array.prototype) return;
  Object.defineProperty(items, name, { value, configurable: true, writable: true });
}
