import type { Beginning } from './beginning';
import { Expression, type ExpressionTerms } from './expression';
import { noOperands, operandsIn } from './operands-in';
import type { Step } from './step';
import { Turn } from './turn';

/** One more step of an expression. A call runs in any case; anything else when somebody wants what it gives. */
export function make(from: Expression | Beginning, step: Step, terms: ExpressionTerms = {}): Expression {
  const { expressions, objects } = 'args' in step ? operandsIn(step) : noOperands;
  const expression = new Expression(from, step, expressions, objects, terms);
  if (step.kind === 'call') Turn.include(expression);
  return expression;
}
