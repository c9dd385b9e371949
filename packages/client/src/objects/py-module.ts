import { checkName } from '@pyloom/common';
import { type AttributeHandle, attributeSymbol } from '@pyloom/core-native';
import type { CallLimits, CallOptions, EvaluationPlace } from '@pyloom/executor';
import type { Beginning } from '../expressions/beginning';
import type { ModuleScope } from './module-scope';
import { proxyOf } from './object-proxy';

/** A module as an object: where its scope lives, so that what its functions give meets the objects of the scope's other modules. */
class Module implements Beginning {
  readonly kind = 'PyModule';
  readonly typeName = 'module';
  readonly isPlaced = true;
  readonly reference = undefined;
  readonly askStored = undefined;
  readonly #scope: ModuleScope;
  readonly #name: string;

  constructor(scope: ModuleScope, name: string) {
    this.#scope = scope;
    this.#name = name;
  }

  get owner(): string {
    return this.#scope.moduleName(this.#name);
  }

  get operand(): unknown {
    return this;
  }

  get [attributeSymbol](): AttributeHandle {
    return this.attribute;
  }

  get attribute(): AttributeHandle {
    return { owner: this.owner, path: '' };
  }

  get place(): EvaluationPlace {
    return this.#scope;
  }

  read(path: string, limits: CallLimits): Promise<unknown> {
    return this.#scope.getAttribute(this.#name, path, limits);
  }

  write(name: string, value: unknown): Promise<void> {
    return this.#scope.setAttribute(this.#name, name, value);
  }

  call(path: string, args: readonly unknown[], options: CallOptions): Promise<unknown> {
    return this.#scope.call(this.#name, path, args, options);
  }

  /** A module is no iterable, and Python says so best. */
  iterate(): AsyncIterator<unknown> {
    return this.#scope.streamEval('__import__("importlib").import_module(name)', { name: this.#name });
  }

  /** It stays loaded. */
  dispose(): void {}

  hold(): void {}

  release(): void {}

  describe(): string {
    return this.#name;
  }

  toText(): string {
    return `<module ${this.#name}>`;
  }
}

/** A proxy for a module that is known to exist. */
export function makePyModule(scope: ModuleScope, name: string): object {
  checkName('module', name);
  return proxyOf(new Module(scope, name)) as object;
}
