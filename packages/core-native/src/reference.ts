import type { Session } from './session';

/** Under which an object carries the handle of the Python object that it stands for. */
export const referenceSymbol: unique symbol = Symbol.for('pyloom.reference') as never;

/** A Python object that stays in its interpreter. */
export interface ReferenceHandle {
  readonly handle: number;
  readonly interpreter: number;
  /** 'decimal.Decimal'; of a builtin without the module. */
  readonly typeName: string;
  readonly session: Session;
  readonly released: boolean;
  /** Lets go of the object, under its interpreter's GIL, soon. Nothing the second time. */
  release(): void;
}
