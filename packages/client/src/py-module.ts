import { inspect } from 'node:util';
import { type AttributeHandle, attributeSymbol } from '@pyloom/core-native';
import type { CallOptions, Executor } from '@pyloom/executor';
import { attributeProxy, hasObjects, isAttribute, refuseAssignment } from './attribute-proxy';

/** A module as an object: at home, where what its functions give meets the objects of other modules. */
class Module {
  readonly #executor: Executor;
  readonly #name: string;

  constructor(executor: Executor, name: string) {
    this.#executor = executor;
    this.#name = name;
  }

  async call<T>(name: string, args: readonly unknown[] = [], options?: CallOptions): Promise<T> {
    return this.#executor.modules.call<T>(this.#executor.key(this.#name, name), args, options);
  }

  async get<T>(attribute: string): Promise<T> {
    return this.#executor.modules.get<T>(this.#executor.key(this.#name, attribute));
  }

  /** In every interpreter, but for an object: that is at home, as this module is. */
  async set(attribute: string, value: unknown): Promise<void> {
    const { modules } = this.#executor;
    const key = this.#executor.key(this.#name, attribute);
    await (hasObjects(value) ? modules.set(key, value) : modules.setEverywhere(key, value));
  }

  get [attributeSymbol](): AttributeHandle {
    return { owner: this.#name, path: '' };
  }

  toString(): string {
    return `<module ${this.#name}>`;
  }

  /** A module is no iterable, and Python says so best. */
  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return this.#executor.streamEval('__import__("importlib").import_module(name)', { name: this.#name });
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
export function makePyModule(executor: Executor, name: string): object {
  return new Proxy(new Module(executor, name), traps);
}
