import { checkName } from '@pyloom/common';
import { fromCallersView } from '../calls/argument-paths';
import { checkArgs } from '../calls/arguments';
import { type CallLimits, type CallOptions, checkCallOptions } from '../calls/call-options';
import type { Dispatcher } from '../calls/dispatcher';
import { PendingCall } from '../calls/pending-call';
import type { EvaluationPlace } from './evaluation';
import { expressionCall } from './expression-call';

/**
 * What is done with modules as objects: in the main interpreter, where objects of all modules meet.
 * @internal For packages that build on this one.
 */
export class HomeModules implements EvaluationPlace {
  readonly dispatcher: Dispatcher;

  constructor(dispatcher: Dispatcher) {
    this.dispatcher = dispatcher;
  }

  /** Calls a function of the module; its name may be dotted. */
  async call<T>(module: string, name: string, args: readonly unknown[], options?: CallOptions): Promise<T> {
    checkNames(module, name);
    checkArgs(args);
    checkCallOptions(options);
    const { runtime, routes } = this.dispatcher;
    const key = runtime.functionKey(module, name);
    const pool = routes.homePoolOf(key);
    return new PendingCall(this.dispatcher, key, args, options?.kwargs, pool).run<T>(options);
  }

  /** The attribute of the module, which is imported first. */
  async getAttribute<T>(module: string, name: string, limits?: CallLimits): Promise<T> {
    return this.#operation('find', module, name, []).run<T>(limits);
  }

  /** Sets an attribute of the module at home, as for a value that is there, or has objects of there in it. */
  async setAttribute(module: string, name: string, value: unknown): Promise<void> {
    const operation = this.#operation('set_attribute', module, name, [value]);
    operation.argumentNames = setNames;
    await operation.run();
  }

  /** Sets it in every interpreter, those still to come included. */
  async setAttributeEverywhere(module: string, name: string, value: unknown): Promise<void> {
    checkNames(module, name);
    const { registry, runtime } = this.dispatcher;
    registry.refuseWhenClosed();
    const key = runtime.functionKey('pyloom._modules', 'set_attribute');
    try {
      await this.dispatcher.everywhere(key, [module, name, value], `attribute ${module}.${name}`);
    } catch (error) {
      throw fromCallersView(error, setNames);
    }
  }

  evaluation(operands: readonly unknown[]): PendingCall {
    return expressionCall(this.dispatcher, operands);
  }

  #operation(what: string, module: string, name: string, args: readonly unknown[]): PendingCall {
    checkNames(module, name);
    const key = this.dispatcher.runtime.functionKey('pyloom._modules', what);
    const operation = new PendingCall(this.dispatcher, key, [module, name, ...args], undefined, 'home');
    operation.description = `${module}.${name}`;
    return operation;
  }
}

const setNames = ['module', 'name', 'value'];

function checkNames(module: string, name: string): void {
  checkName('module', module);
  checkName('name', name);
}
