import type { Beginning } from './beginning';
import { Expression } from './expression';

/** Under which a proxy has what it stands for. */
export const subjectSymbol: unique symbol = Symbol('pyloom.subject') as never;

/** What a proxy of this copy of the package stands for. */
export function subjectOf(value: unknown): Expression | Beginning | undefined {
  if (typeof value !== 'function') return undefined;
  return (value as { [subjectSymbol]?: Expression | Beginning })[subjectSymbol];
}

/** The object that a reference or a module is. */
export function beginningOf(value: unknown): Beginning | undefined {
  const subject = subjectOf(value);
  return subject instanceof Expression ? undefined : subject;
}
