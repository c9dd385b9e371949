/** What the hook `special` writes a value by. */
export interface SpecialWriter {
  /** Writes a Python object that stays where it is. */
  writeReference(handle: bigint | number, interpreter: number): void;
  /**
   * Writes what Python is to look up where the value arrives. The owner is a module's name, or a reference; the path may be dotted,
   * and is empty for the module itself. An array is the name of a function and its arguments, for what it returns.
   */
  writeAttribute(owner: string | ReferenceNumbers, path: string | readonly unknown[]): void;
  /** Writes a JavaScript function. */
  writeFunction(id: number): void;
  /** Refuses the value; the ConversionError gives this reason and the path. For the hook `attach`, too. */
  fail(reason: string): never;
}

/** By which the core knows a Python object. */
export interface ReferenceNumbers {
  readonly handle: bigint | number;
  readonly interpreter: number;
}
