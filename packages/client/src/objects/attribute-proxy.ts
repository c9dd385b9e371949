import { inspect } from 'node:util';
import { InvalidArgumentError, isIdentifier } from '@pyloom/common';
import { type AttributeHandle, attributeSymbol, referenceSymbol } from '@pyloom/core-native';
import { takeKwargs } from './kwargs';

/** Calls an attribute of a Python object or module; the path may be dotted. */
export type Invoke = (
  path: string,
  args: unknown[],
  kwargs: Record<string, unknown> | undefined,
) => Promise<unknown>;

/**
 * Names that JavaScript asks every object for: `await`, JSON, test frameworks and the DOM. To answer them would turn a
 * Python object into a promise, a matcher or a node. Python's own of that name are reached by `call`.
 */
const asked = new Set([
  'then',
  'catch',
  'finally',
  'toJSON',
  'constructor',
  'prototype',
  'asymmetricMatch',
  'nodeType',
  'tagName',
]);

/** Whether a property of a proxy stands for an attribute in Python. */
export function isAttribute(key: string | symbol): key is string {
  return typeof key === 'string' && !asked.has(key) && isIdentifier(key);
}

/** Reads an attribute; the path may be dotted. */
export type Read = (path: string) => Promise<unknown>;

/**
 * A function that calls the attribute, whose properties are the attribute's own attributes, and which gives the attribute's value
 * when it is awaited. As an argument it is the attribute itself, looked up in Python.
 */
export function attributeProxy(
  owner: AttributeHandle['owner'],
  path: string,
  invoke: Invoke,
  read: Read,
): object {
  const call: { (...args: unknown[]): Promise<unknown>; [inspect.custom]?: () => string } = (...args) => {
    const values = takeKwargs(args);
    return invoke(path, args, values);
  };
  // Node.js looks for it behind the proxy.
  call[inspect.custom] = () => `PyAttribute <${path}>: call it, or await its value`;
  return new Proxy(call, {
    set: refuseAssignment,
    get(_target, key) {
      if (key === attributeSymbol) return { owner, path };
      if (key === 'toString') return () => `<${path}>`;
      if (key === Symbol.toPrimitive) return (hint: string) => primitive(path, hint);
      if (key === 'then')
        return (...settle: Parameters<Promise<unknown>['then']>) => read(path).then(...settle);
      return isAttribute(key) ? attributeProxy(owner, `${path}.${key}`, invoke, read) : undefined;
    },
  });
}

/** In a text it says what it is. As a number it would be NaN, and nobody would know why. */
function primitive(path: string, hint: string): string {
  if (hint === 'string') return `<${path}>`;
  throw new InvalidArgumentError(`'${path}' is an attribute in Python, not its value: await it, or call it`);
}

/** JavaScript cannot wait for an assignment, nor see it fail. */
export function refuseAssignment(_target: object, key: string | symbol): never {
  const name = String(key);
  throw new InvalidArgumentError(`'${name}' cannot be assigned to: write await object.set('${name}', value)`);
}

/** Whether a value stands for a Python object (a reference, a module or an attribute), or has one in it. */
export function hasObjects(value: unknown, within: readonly object[] = []): boolean {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  if (referenceSymbol in value) return true;
  if ((value as Record<symbol, unknown>)[attributeSymbol] !== undefined) return true;
  // What contains itself is refused, with its path, when it is sent.
  if (typeof value === 'function' || ArrayBuffer.isView(value) || within.includes(value)) return false;
  const items = Symbol.iterator in value ? [...(value as Iterable<unknown>)] : Object.values(value);
  return items.some((item) => hasObjects(item, [...within, value]));
}
