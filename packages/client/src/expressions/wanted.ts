import type { Expression } from './expression';
import type { Output } from './output';

/** What Python is to answer: for an expression, as a value or as a reference. */
export interface Wanted {
  readonly expression: Expression;
  readonly output: Output;
  readonly isKept: boolean;
  /** Whether others go on from it, or have it among their arguments. */
  readonly isUsed: boolean;
}
