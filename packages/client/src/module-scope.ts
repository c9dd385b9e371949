import type { CallOptions, Executor } from '@pyloom/executor';
import { hasObjects } from './attribute-proxy';

/** Where a module lives that is used as an object: in the main interpreter, or in a context's. */
export interface ModuleScope {
  call<T>(module: string, name: string, args: readonly unknown[], options?: CallOptions): Promise<T>;
  getAttribute<T>(module: string, name: string): Promise<T>;
  setAttribute(module: string, name: string, value: unknown): Promise<void>;
  streamEval(expression: string, locals: Record<string, unknown>): AsyncIterator<unknown>;
  /** Its name in the scope's interpreter. */
  moduleName(module: string): string;
}

/** Modules in the main interpreter, where objects of all modules meet. */
export class HomeModules implements ModuleScope {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async call<T>(module: string, name: string, args: readonly unknown[], options?: CallOptions): Promise<T> {
    return this.#executor.modules.call<T>(this.#executor.key(module, name), args, options);
  }

  async getAttribute<T>(module: string, name: string): Promise<T> {
    return this.#executor.modules.get<T>(this.#executor.key(module, name));
  }

  /** In every interpreter, since functions of the module run in all of them; but an object is at home, and stays there. */
  async setAttribute(module: string, name: string, value: unknown): Promise<void> {
    const { modules } = this.#executor;
    const key = this.#executor.key(module, name);
    await (hasObjects(value) ? modules.set(key, value) : modules.setEverywhere(key, value));
  }

  moduleName(module: string): string {
    return module;
  }

  streamEval(expression: string, locals: Record<string, unknown>): AsyncIterator<unknown> {
    return this.#executor.streamEval(expression, locals);
  }
}
