import { checkName } from '@pyloom/common';
import { type CallOptions, checkArgs, checkCallLimits, checkCallOptions } from '@pyloom/executor';
import { ArrowTable } from '../arrow/arrow-table';
import type { ReadTable } from '../arrow/table-description';
import type { Beginning } from '../expressions/beginning';
import { Expression } from '../expressions/expression';
import { make } from '../expressions/make';
import { checkOperator } from '../expressions/operators';
import { wantReference, wantValue } from '../expressions/turn';
import type { ExpressionOptions } from './py-object';

type Subject = Expression | Beginning;

/** Makes what stands for an expression. */
export type Present = (expression: Expression) => unknown;

/** What pyloom adds to a Python object, by its name. */
export const operations: Readonly<Record<string, (subject: Subject, present: Present) => unknown>> = {
  $get: (subject, present) =>
    rejecting((name: string) => {
      checkName('name', name);
      return present(make(subject, { kind: 'read', name }));
    }),
  $set: (subject) =>
    rejecting((name: string, value: unknown) => {
      checkName('name', name);
      return done(operation(subject, 'set', name, value));
    }),
  $call: (subject, present) =>
    rejecting((args: readonly unknown[] = [], options: CallOptions = {}) => {
      checkArgs(args);
      checkCallOptions(options, ['as']);
      const { kwargs, as, ...limits } = options;
      return present(make(subject, { kind: 'call', args, kwargs }, { limits, isKept: as === 'ref' }));
    }),
  $item: (subject, present) => (key: unknown) => present(operation(subject, 'item', key)),
  $setItem: (subject) => (key: unknown, value: unknown) => done(operation(subject, 'setItem', key, value)),
  $delItem: (subject) => (key: unknown) => done(operation(subject, 'delItem', key)),
  $op: (subject, present) =>
    rejecting((operator: string, ...other: unknown[]) => {
      checkOperator(operator, other.length + 1);
      return present(operation(subject, 'op', operator, ...other.slice(0, 1)));
    }),
  $len: (subject) => () => readWhole(subject, 'len'),
  $str: (subject) => () => readWhole(subject, 'str'),
  $repr: (subject) => () => readWhole(subject, 'repr'),
  $js: (subject) => () => readWhole(subject, 'js'),
  $arrow: (subject) => async () =>
    new ArrowTable(...((await wantValue(operation(subject, 'arrow'))) as ReadTable)),
  $ref: (subject) => wantReference(subject instanceof Expression ? subject : make(subject, { kind: 'same' })),
  $type: (subject) => (subject instanceof Expression ? undefined : subject.typeName),
  $with: (subject, present) =>
    rejecting((options: ExpressionOptions) => {
      checkCallLimits(options, ['as']);
      const { as, ...limits } = options;
      return present(make(subject, { kind: 'same' }, { limits, isKept: as === 'ref' }));
    }),
};

function operation(subject: Subject, name: string, ...args: unknown[]): Expression {
  return make(subject, { kind: 'operation', name, args });
}

/** What is read of all of it, and changes nothing: also of an object in the store of a cluster. */
function readWhole(subject: Subject, name: 'len' | 'str' | 'repr' | 'js'): Promise<unknown> {
  const askStored = subject instanceof Expression ? undefined : subject.askStored;
  if (askStored === undefined) return wantValue(operation(subject, name));
  return name === 'js' ? askStored('pyloom._plain', 'plain') : askStored('builtins', name);
}

/** Python's None as nothing at all. */
async function done(expression: Expression): Promise<void> {
  await wantValue(expression);
}

/** Wrong arguments reject, as those of every asynchronous function do. */
function rejecting<A extends unknown[]>(call: (...args: A) => unknown): (...args: A) => unknown {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}
