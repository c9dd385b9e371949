import type { ReferenceHandle } from '@pyloom/core-native';
import { checkArgs } from '../calls/arguments';
import { type CallLimits, type CallOptions, checkCallOptions } from '../calls/call-options';
import type { Dispatcher } from '../calls/dispatcher';
import { PendingCall } from '../calls/pending-call';
import { openStream } from '../streams/open-stream';
import type { PythonStream } from '../streams/python-stream';
import type { EvaluationPlace } from './evaluation';
import { expressionCall } from './expression-call';

const noReadAhead = { highWaterMark: 0 };

/**
 * A value that carries a reference: what the reference factory made of it, to be sent back as an argument.
 * @internal For packages that build on this one.
 */
export interface Referring {
  /** The object, as the core knows it. */
  readonly handle: ReferenceHandle;
  /** What is passed to the core for it. */
  readonly value: unknown;
}

/**
 * Operations on Python objects that JavaScript has references to, each in the object's own interpreter: it is the first
 * argument, and decides. The value that refers to it is held until the operation has ended.
 * @internal For packages that build on this one.
 */
export class ReferenceOperations implements EvaluationPlace {
  readonly dispatcher: Dispatcher;

  constructor(dispatcher: Dispatcher) {
    this.dispatcher = dispatcher;
  }

  call<T>(
    target: Referring,
    method: string,
    args: readonly unknown[],
    options: CallOptions | undefined,
  ): Promise<T> {
    checkArgs(args);
    checkCallOptions(options);
    return this.#operation(target, 'call', method, args, options?.kwargs).run<T>(options);
  }

  get<T>(target: Referring, attribute: string, limits?: CallLimits): Promise<T> {
    return this.#operation(target, 'get', attribute, []).run<T>(limits);
  }

  async set(target: Referring, attribute: string, value: unknown): Promise<void> {
    const operation = this.#operation(target, 'set_', attribute, [value]);
    operation.argumentNames = ['self', 'attribute', 'value'];
    await operation.run();
  }

  /** Step by step with its reader: an iterator is an object that others may hold and advance, too. */
  iterate<T>({ handle, value }: Referring): PythonStream<T> {
    const key = this.dispatcher.runtime.functionKey('pyloom._streams', 'open_');
    const opening = { key, args: [value], pool: 'home', description: `<${handle.typeName}>` } as const;
    return openStream<T>(this.dispatcher, opening, noReadAhead);
  }

  /** What a function of one argument gives for an object in a cluster's store, on a worker. */
  askStored<T>({ value }: Referring, module: string, name: string): Promise<T> {
    const key = this.dispatcher.runtime.functionKey(module, name);
    const call = PendingCall.routed(this.dispatcher, key, [value], undefined);
    // It may be asked while all processors are taken by those that wait for the answer.
    call.resources = { numCpus: 0 };
    return call.run<T>();
  }

  evaluation(operands: readonly unknown[]): PendingCall {
    return expressionCall(this.dispatcher, operands);
  }

  #operation(
    { handle, value }: Referring,
    what: 'call' | 'get' | 'set_',
    name: string,
    args: readonly unknown[],
    kwargs?: Record<string, unknown>,
  ): PendingCall {
    const key = this.dispatcher.runtime.functionKey('pyloom._references', what);
    const operation = new PendingCall(this.dispatcher, key, [value, name, ...args], kwargs, 'home');
    operation.argumentNames = ['self', 'name'];
    operation.description = name === '' ? handle.typeName : `${handle.typeName}.${name}`;
    return operation;
  }
}
