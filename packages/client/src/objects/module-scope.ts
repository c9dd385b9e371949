import {
  type CallLimits,
  type CallOptions,
  type Dispatcher,
  type EvaluationPlace,
  HomeModules,
  type PythonScope,
} from '@pyloom/executor';
import { hasObjects } from './has-objects';

/** Where a module lives that is used as an object: in the main interpreter, or in a context's. */
export interface ModuleScope extends EvaluationPlace {
  call<T>(module: string, name: string, args: readonly unknown[], options?: CallOptions): Promise<T>;
  getAttribute<T>(module: string, name: string, limits?: CallLimits): Promise<T>;
  setAttribute(module: string, name: string, value: unknown): Promise<void>;
  streamEval(expression: string, locals: Record<string, unknown>): AsyncIterator<unknown>;
  /** Its name in the scope's interpreter. */
  moduleName(module: string): string;
}

/** Modules in the main interpreter, where objects of all modules meet. */
export class HomeScope extends HomeModules implements ModuleScope {
  readonly #scope: PythonScope;

  constructor(dispatcher: Dispatcher, scope: PythonScope) {
    super(dispatcher);
    this.#scope = scope;
  }

  /** In every interpreter, since functions of the module run in all of them; but an object is at home, and stays there. */
  override async setAttribute(module: string, name: string, value: unknown): Promise<void> {
    if (hasObjects(value)) await super.setAttribute(module, name, value);
    else await this.setAttributeEverywhere(module, name, value);
  }

  moduleName(module: string): string {
    return module;
  }

  streamEval(expression: string, locals: Record<string, unknown>): AsyncIterator<unknown> {
    return this.#scope.streamEval(expression, locals);
  }
}
