import { currentHostCall, type FunctionKey, type ReferenceHandle } from '@pyloom/core-native';
import { checkArgs } from '../calls/arguments';
import { type CallLimits, type CallOptions, checkCallOptions } from '../calls/call-options';
import type { Dispatcher } from '../calls/dispatcher';
import { PendingCall } from '../calls/pending-call';
import type { GlueKeys } from '../glue-keys';
import { PythonStream } from '../streams/python-stream';
import type { StreamOpening } from '../streams/stream-opening';
import { StreamSource } from '../streams/stream-source';

const noReadAhead = 0;

/** A value that carries a reference: what the reference factory made of it, to be sent back as an argument. */
export interface Referring {
  /** The object, as the core knows it. */
  readonly handle: ReferenceHandle;
  /** What is passed to the core for it. */
  readonly value: unknown;
}

/**
 * Operations on Python objects that JavaScript has references to, each in the object's own interpreter: it is the first
 * argument, and decides. The value that refers to it is held until the operation has ended.
 */
export class ReferenceOperations {
  readonly #dispatcher: Dispatcher;
  readonly #glue: GlueKeys;

  /** @internal */
  constructor(dispatcher: Dispatcher, glue: GlueKeys) {
    this.#dispatcher = dispatcher;
    this.#glue = glue;
  }

  call<T>(
    target: Referring,
    method: string,
    args: readonly unknown[],
    options: CallOptions | undefined,
  ): Promise<T> {
    checkArgs(args);
    checkCallOptions(options);
    const call = this.#operation(this.#glue.callReference, [target.value, method, ...args], options?.kwargs);
    call.argumentNames = ['self', 'method'];
    call.description = `${target.handle.typeName}.${method}`;
    return this.#run(call, options);
  }

  get<T>(target: Referring, attribute: string): Promise<T> {
    const call = this.#operation(this.#glue.getReferenceAttribute, [target.value, attribute]);
    call.description = `${target.handle.typeName}.${attribute}`;
    return this.#run(call, undefined);
  }

  async set(target: Referring, attribute: string, value: unknown): Promise<void> {
    const call = this.#operation(this.#glue.setReferenceAttribute, [target.value, attribute, value]);
    call.argumentNames = ['self', 'attribute', 'value'];
    call.description = `${target.handle.typeName}.${attribute}`;
    await this.#run(call, undefined);
  }

  /** Step by step with its reader: an iterator is an object that others may hold and advance, too. */
  iterate<T>({ handle, value }: Referring): PythonStream<T> {
    const opening: StreamOpening = {
      key: this.#glue.openReferenceStream,
      args: [value],
      pool: 'home',
      description: `<${handle.typeName}>`,
    };
    return new PythonStream<T>(
      new StreamSource(this.#dispatcher, this.#glue, opening, {}, noReadAhead, currentHostCall()),
    );
  }

  #operation(key: FunctionKey, args: readonly unknown[], kwargs?: Record<string, unknown>): PendingCall {
    return new PendingCall(this.#dispatcher, key, args, kwargs, 'home');
  }

  #run<T>(call: PendingCall, limits: CallLimits | undefined): Promise<T> {
    const promise = call.promise<T>();
    if (limits === undefined || call.limit(limits.timeout, limits.signal)) call.start();
    return promise;
  }
}
