import { inspect } from 'node:util';
import { InvalidArgumentError, isIdentifier } from '@pyloom/common';
import { attributeSymbol, expressionSymbol, referenceSymbol } from '@pyloom/core-native';
import type { Beginning } from '../expressions/beginning';
import { Expression } from '../expressions/expression';
import { make } from '../expressions/make';
import { subjectSymbol } from '../expressions/subject';
import { wantReference, wantValue } from '../expressions/turn';
import { takeKwargs } from './kwargs';
import { operations } from './operations';

/** What all proxies are of: something that can be called. Node looks behind a proxy for how to show it. */
function target(): void {}
Object.defineProperty(target, inspect.custom, {
  configurable: true,
  value(this: { [inspect.custom]?: () => string }) {
    return this[inspect.custom]?.();
  },
});

/** What stands for a Python object, or for an expression: all names are Python's but those with a `$`, and what JavaScript needs. */
export function proxyOf(subject: Expression | Beginning): unknown {
  return new Proxy(target, new ObjectTraps(subject));
}

class ObjectTraps implements ProxyHandler<() => void> {
  readonly #subject: Expression | Beginning;

  constructor(subject: Expression | Beginning) {
    this.#subject = subject;
  }

  get(_target: () => void, key: string | symbol): unknown {
    const subject = this.#subject;
    if (typeof key === 'symbol') return this.#symbol(key);
    if (key === 'then') return subject instanceof Expression ? thenOf(subject) : undefined;
    if (key === 'toString') return () => subject.toText();
    if (key === 'toJSON') return () => this.#refuse('cannot be written as JSON', 'write await object.$js()');
    if (isIdentifier(key)) return proxyOf(make(subject, { kind: 'read', name: key }));
    if (key.startsWith('$')) {
      return Object.hasOwn(operations, key) ? operations[key]?.(subject, proxyOf) : undefined;
    }
    // Other libraries' marks.
    if (key.startsWith('@@')) return undefined;
    const item = /^\d+$/.test(key) ? key : `'${key}'`;
    throw new InvalidArgumentError(
      `'${key}' is no name of an attribute in Python: write await object.$item(${item}) for an item`,
    );
  }

  apply(_target: () => void, _self: unknown, args: unknown[]): unknown {
    const kwargs = takeKwargs(args);
    return proxyOf(make(this.#subject, { kind: 'call', args, kwargs }));
  }

  construct(): object {
    return this.#refuse('is called without new', 'write await object(...)');
  }

  has(_target: () => void, key: string | symbol): boolean {
    return typeof key === 'symbol' ? this.#symbol(key) !== undefined : key === 'prototype';
  }

  set(_target: () => void, key: string | symbol): boolean {
    return refuseAssignment(key);
  }

  defineProperty(_target: () => void, key: string | symbol): boolean {
    return refuseAssignment(key);
  }

  deleteProperty(_target: () => void, key: string | symbol): boolean {
    const name = String(key);
    throw new InvalidArgumentError(
      `'${name}' cannot be deleted: write await object.$delItem('${name}') for an item, await object.__delattr__('${name}') for an attribute`,
    );
  }

  #symbol(key: symbol): unknown {
    const subject = this.#subject;
    const isExpression = subject instanceof Expression;
    switch (key) {
      case subjectSymbol:
        return subject;
      case referenceSymbol:
        return isExpression ? undefined : subject.reference;
      case attributeSymbol:
        return subject.attribute;
      case expressionSymbol:
        return isExpression && subject.attribute === undefined ? subject : undefined;
      case Symbol.toPrimitive:
        return (hint: string) => (hint === 'string' ? subject.toText() : this.#refuseArithmetic());
      case Symbol.asyncIterator:
        return () => (isExpression ? iterate(subject) : subject.iterate());
      case Symbol.asyncDispose:
        return isExpression ? undefined : async () => subject.dispose();
      case inspect.custom:
        return () => `${subject.kind} ${subject.toText()}`;
      default:
        return undefined;
    }
  }

  #refuseArithmetic(): never {
    const advice = "write await object.$op('+', other)";
    if (!(this.#subject instanceof Expression)) this.#refuse('is no value of JavaScript', advice);
    return this.#refuse('is evaluated in Python', `await it first, or ${advice}`);
  }

  #refuse(what: string, advice: string): never {
    throw new InvalidArgumentError(`${this.#subject.kind} ${this.#subject.toText()} ${what}: ${advice}`);
  }
}

function thenOf(expression: Expression): PromiseLike<unknown>['then'] {
  return (...settle) => wantValue(expression).then(...settle);
}

/** JavaScript cannot wait for an assignment, nor see it fail. */
function refuseAssignment(key: string | symbol): never {
  const name = String(key);
  throw new InvalidArgumentError(
    `'${name}' cannot be assigned to: write await object.$set('${name}', value)`,
  );
}

async function* iterate(expression: Expression): AsyncGenerator<unknown> {
  const object = (await wantReference(expression)) as AsyncIterable<unknown> & AsyncDisposable;
  try {
    yield* object;
  } finally {
    await object[Symbol.asyncDispose]();
  }
}
