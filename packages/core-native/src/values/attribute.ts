import type { ReferenceHandle } from './reference';

/** Under which an object or a function says which attribute in Python it stands for. */
export const attributeSymbol: unique symbol = Symbol.for('pyloom.attribute') as never;

/** What is looked up in Python, in the interpreter where the value arrives. */
export interface AttributeHandle {
  /** The name of a module, which is imported if need be, or an object. */
  readonly owner: string | ReferenceHandle;
  /** May be dotted: 'random.default_rng'. Empty: the owner itself. An array: a function, and its arguments, for what it returns. */
  readonly path: string | readonly unknown[];
}
