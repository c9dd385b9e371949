import type { AttributeHandle } from './attribute';

/** Under which a function says that it stands for something that is yet to be evaluated in Python. */
export const expressionSymbol: unique symbol = Symbol.for('pyloom.expression') as never;

/** What is sent for such a function. */
export interface ExpressionHandle {
  /** Among the arguments of that call; a text says why it cannot be sent there. */
  sentBy(call: object | undefined): AttributeHandle | string;
}
