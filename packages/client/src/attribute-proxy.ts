import { takeKwargs } from './kwargs';

/** Calls an attribute of a Python object or module; the path may be dotted. */
export type Invoke = (
  path: string,
  args: unknown[],
  kwargs: Record<string, unknown> | undefined,
) => Promise<unknown>;

const identifier = /^[\p{XID_Start}_][\p{XID_Continue}]*$/u;

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
  return typeof key === 'string' && !asked.has(key) && identifier.test(key);
}

/** A function that calls the attribute, and whose properties are the attribute's own attributes. */
export function attributeProxy(path: string, invoke: Invoke): object {
  const call = (...args: unknown[]) => {
    const values = takeKwargs(args);
    return invoke(path, args, values);
  };
  return new Proxy(call, {
    get(_target, key) {
      if (key === 'toString') return () => `<${path}>`;
      return isAttribute(key) ? attributeProxy(`${path}.${key}`, invoke) : undefined;
    },
  });
}
