import { attributeSymbol, expressionSymbol, referenceSymbol } from '@pyloom/core-native';

/** Whether a value stands for a Python object (a reference, a module or an expression), or has one in it. */
export function hasObjects(value: unknown, within: readonly object[] = []): boolean {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  if (referenceSymbol in value || attributeSymbol in value || expressionSymbol in value) return true;
  // What contains itself is refused, with its path, when it is sent.
  if (typeof value === 'function' || ArrayBuffer.isView(value) || within.includes(value)) return false;
  const items = Symbol.iterator in value ? [...(value as Iterable<unknown>)] : Object.values(value);
  return items.some((item) => hasObjects(item, [...within, value]));
}
