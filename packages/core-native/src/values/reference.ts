/** Under which an object carries the handle of the Python object that it stands for. */
export const referenceSymbol: unique symbol = Symbol.for('pyloom.reference') as never;

/** A Python object that stays in its interpreter. */
export interface ReferenceHandle {
  /** The core's number of the object. */
  readonly handle: number;
  /** Where it lives; 0 is the main interpreter. */
  readonly interpreter: number;
  /** 'decimal.Decimal'; of a builtin without the module. */
  readonly typeName: string;
  /** Whether it is in the store of a cluster: calls that its workers run take it from there, and nothing else can be done with it. */
  readonly isStored: boolean;
  /** Whether release() was called. */
  readonly released: boolean;
  /** Lets go of the object, under its interpreter's GIL, soon. Nothing the second time. */
  release(): void;
}
