import { inspect } from 'node:util';
import { checkName } from '@pyloom/common';
import { type AttributeHandle, attributeSymbol } from '@pyloom/core-native';
import type { CallOptions } from '@pyloom/executor';
import { attributeProxy, isAttribute, refuseAssignment } from './attribute-proxy';
import type { ModuleScope } from './module-scope';

/** A module as an object: where its scope lives, so that what its functions give meets the objects of the scope's other modules. */
class Module {
  readonly #scope: ModuleScope;
  readonly #name: string;

  constructor(scope: ModuleScope, name: string) {
    this.#scope = scope;
    this.#name = name;
  }

  call<T>(name: string, args: readonly unknown[] = [], options?: CallOptions): Promise<T> {
    return this.#scope.call<T>(this.#name, name, args, options);
  }

  get<T>(attribute: string): Promise<T> {
    return this.#scope.getAttribute<T>(this.#name, attribute);
  }

  set(attribute: string, value: unknown): Promise<void> {
    return this.#scope.setAttribute(this.#name, attribute, value);
  }

  get [attributeSymbol](): AttributeHandle {
    return { owner: this.#scope.moduleName(this.#name), path: '' };
  }

  toString(): string {
    return `<module ${this.#name}>`;
  }

  /** A module is no iterable, and Python says so best. */
  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return this.#scope.streamEval('__import__("importlib").import_module(name)', { name: this.#name });
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  [inspect.custom](): string {
    return `PyModule ${this.toString()}`;
  }
}

const traps: ProxyHandler<Module> = {
  set: refuseAssignment,
  get(target, key) {
    if (key in target) {
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    }
    if (!isAttribute(key)) return undefined;
    return attributeProxy(
      target[attributeSymbol].owner,
      key,
      (path, args, kwargs) => target.call(path, args, { kwargs }),
      (path) => target.get(path),
    );
  },
};

/** A proxy for a module that is known to exist. */
export function makePyModule(scope: ModuleScope, name: string): object {
  checkName('module', name);
  return new Proxy(new Module(scope, name), traps);
}
