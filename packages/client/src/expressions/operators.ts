import { describeValue, InvalidArgumentError } from '@pyloom/common';

const unary = ['+', '-', '~', 'not'];
const binary = [
  ...['+', '-', '*', '/', '//', '%', '**', '@', '&', '|', '^', '<<', '>>'],
  ...['==', '!=', '<', '<=', '>', '>=', 'is', 'is not', 'in', 'not in'],
];

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) that names those of so many operands. */
export function checkOperator(operator: unknown, operands: number): void {
  const known = operands === 1 ? unary : binary;
  if (known.includes(operator as string)) return;
  const kind = operands === 1 ? 'of one operand' : 'of two';
  throw new InvalidArgumentError(
    `${describeValue(operator)} is no operator ${kind} of Python's; these are: ${known.join(' ')}`,
  );
}
