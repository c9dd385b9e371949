import { attributeSymbol } from './attribute';
import { referenceSymbol } from './reference';

/** Whether a host function returned a promise. A reference answers every name, and an attribute stands for itself. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    referenceSymbol in value === false &&
    (value as { [attributeSymbol]?: unknown })[attributeSymbol] === undefined &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
