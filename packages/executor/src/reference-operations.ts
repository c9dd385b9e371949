import { currentHostCall, type FunctionKey, type PoolKind, type ReferenceHandle } from '@pyloom/core-native';
import { checkArgs } from './arguments';
import { type CallLimits, type CallOptions, checkCallOptions } from './call-options';
import type { Dispatcher } from './dispatcher';
import type { GlueKeys } from './glue-keys';
import { poolOfInterpreter } from './lane-stats';
import { PendingCall } from './pending-call';
import { PythonStream } from './python-stream';
import type { StreamOptions } from './scope';
import { highWaterMarkOf } from './stream-options';
import { StreamSource } from './stream-source';

/** A value that carries a reference: what the reference factory made of it, to be sent back as an argument. */
export interface Referring {
  /** The object, as the core knows it. */
  readonly handle: ReferenceHandle;
  /** What is passed to the core for it. */
  readonly value: unknown;
}

/** Operations on Python objects that JavaScript has references to, each in the object's own interpreter. */
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
    const call = this.#operation(
      target,
      this.#glue.callReference,
      [target.value, method, ...args],
      options?.kwargs,
    );
    call.argumentNames = ['self', 'method'];
    call.description = `${target.handle.typeName}.${method}`;
    return this.#run(call, options);
  }

  get<T>(target: Referring, attribute: string): Promise<T> {
    const call = this.#operation(target, this.#glue.getReferenceAttribute, [target.value, attribute]);
    call.description = `${target.handle.typeName}.${attribute}`;
    return this.#run(call, undefined);
  }

  async set(target: Referring, attribute: string, value: unknown): Promise<void> {
    const args = [target.value, attribute, value];
    const call = this.#operation(target, this.#glue.setReferenceAttribute, args);
    call.argumentNames = ['self', 'attribute', 'value'];
    call.description = `${target.handle.typeName}.${attribute}`;
    await this.#run(call, undefined);
  }

  iterate<T>(target: Referring, options: CallLimits & StreamOptions = {}): PythonStream<T> {
    const { handle, value } = target;
    const opening = {
      key: this.#glue.openReferenceStream,
      args: [value],
      pool: this.#poolOf(handle),
      interpreter: handle.interpreter,
      description: `<${handle.typeName}>`,
    };
    const mark = highWaterMarkOf(options);
    return new PythonStream<T>(
      new StreamSource(this.#dispatcher, this.#glue, opening, options, mark, currentHostCall()),
    );
  }

  #operation(
    { handle }: Referring,
    key: FunctionKey,
    args: readonly unknown[],
    kwargs?: Record<string, unknown>,
  ): PendingCall {
    const call = new PendingCall(this.#dispatcher, key, args, kwargs, this.#poolOf(handle));
    call.interpreter = handle.interpreter;
    return call;
  }

  #run<T>(call: PendingCall, limits: CallLimits | undefined): Promise<T> {
    const promise = call.promise<T>();
    if (limits === undefined || call.limit(limits.timeout, limits.signal)) call.start();
    return promise;
  }

  #poolOf({ interpreter }: ReferenceHandle): PoolKind {
    return poolOfInterpreter(this.#dispatcher.runtime, interpreter);
  }
}
