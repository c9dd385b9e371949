import type { FunctionKey, Runtime } from '@pyloom/core-native';
import { checkName } from './arguments';

/** Keys by their two names, without crossing into the addon for those that were asked for before. */
export class KeyCache {
  readonly #runtime: Runtime;
  readonly #modules = new Map<string, Map<string, FunctionKey>>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) for names that cannot be any. */
  get(module: string, name: string): FunctionKey {
    return this.#modules.get(module)?.get(name) ?? this.#add(module, name);
  }

  #add(module: string, name: string): FunctionKey {
    checkName('module', module);
    checkName('name', name);
    const key = this.#runtime.functionKey(module, name);
    let names = this.#modules.get(module);
    if (names === undefined) {
      names = new Map();
      this.#modules.set(module, names);
    }
    names.set(name, key);
    return key;
  }
}
