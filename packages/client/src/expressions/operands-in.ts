import { types } from 'node:util';
import { expressionSymbol } from '@pyloom/core-native';
import type { Beginning } from './beginning';
import { Expression } from './expression';
import { subjectOf } from './subject';

/** What is among the arguments of a step, each once. */
export interface Operands {
  /** Attributes of objects excepted, which Python finds by their names. */
  readonly expressions: readonly Expression[];
  readonly objects: readonly Beginning[];
}

export const noOperands: Operands = { expressions: [], objects: [] };

const tuple = Symbol.for('pyloom.tuple');
const slice = Symbol.for('pyloom.slice');

/** Expressions and objects among the arguments, however deep. */
export function operandsIn({
  args,
  kwargs,
}: {
  readonly args: readonly unknown[];
  readonly kwargs?: Record<string, unknown> | undefined;
}): Operands {
  let found: { readonly expressions: Set<Expression>; readonly objects: Set<Beginning> } | undefined;
  const within: object[] = [];
  const look = (value: unknown): void => {
    if (typeof value === 'function') {
      const subject = subjectOf(value);
      if (subject === undefined) return;
      found ??= { expressions: new Set(), objects: new Set() };
      const expression: unknown = (value as { [expressionSymbol]?: unknown })[expressionSymbol];
      if (expression instanceof Expression) found.expressions.add(expression);
      const object = subject instanceof Expression ? subject.path?.beginning : subject;
      if (object !== undefined) found.objects.add(object);
    } else if (typeof value === 'object' && value !== null) {
      // What contains itself is refused, with its path, when it is sent.
      if (within.includes(value)) return;
      within.push(value);
      lookInto(value, look);
      within.pop();
    }
  };
  for (const each of args) look(each);
  if (kwargs !== undefined) lookInto(kwargs, look);
  return found === undefined
    ? noOperands
    : { expressions: [...found.expressions], objects: [...found.objects] };
}

function lookInto(container: object, look: (value: unknown) => void): void {
  if (Array.isArray(container)) for (const item of container) look(item);
  else if (types.isMap(container)) for (const entry of container) lookInto(entry, look);
  else if (types.isSet(container)) for (const item of container) look(item);
  else if (tuple in container || slice in container) look((container as { items?: unknown }).items);
  else if (isPlain(container)) for (const key in container) look(container[key]);
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
