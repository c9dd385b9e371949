import type { FunctionKey } from '@pyloom/core-native';
import { fromCallersView } from '../calls/argument-paths';
import { checkArgs } from '../calls/arguments';
import { type CallLimits, type CallOptions, checkCallOptions } from '../calls/call-options';
import type { Dispatcher } from '../calls/dispatcher';
import { PendingCall } from '../calls/pending-call';
import type { GlueKeys } from '../glue-keys';

/** What is done with modules as objects: in the main interpreter, where objects of all modules meet. */
export class ModuleOperations {
  readonly #dispatcher: Dispatcher;
  readonly #glue: GlueKeys;

  /** @internal */
  constructor(dispatcher: Dispatcher, glue: GlueKeys) {
    this.#dispatcher = dispatcher;
    this.#glue = glue;
  }

  /** Calls a function of the module; its name may be dotted. */
  call<T>(key: FunctionKey, args: readonly unknown[], options: CallOptions | undefined): Promise<T> {
    checkArgs(args);
    checkCallOptions(options);
    const pool = this.#dispatcher.routes.homePoolOf(key);
    return this.#run(new PendingCall(this.#dispatcher, key, args, options?.kwargs, pool), options);
  }

  /** The attribute of the module, which is imported first. */
  get<T>({ module, name }: FunctionKey): Promise<T> {
    const call = new PendingCall(
      this.#dispatcher,
      this.#glue.getAttribute,
      [module, name],
      undefined,
      'home',
    );
    call.description = `${module}.${name}`;
    return this.#run(call, undefined);
  }

  /** Sets an attribute of the module at home, as for a value that is there, or has objects of there in it. */
  set({ module, name }: FunctionKey, value: unknown): Promise<void> {
    const args = [module, name, value];
    const call = new PendingCall(this.#dispatcher, this.#glue.setAttribute, args, undefined, 'home');
    call.description = `${module}.${name}`;
    call.argumentNames = setNames;
    return this.#run(call, undefined);
  }

  /** Sets it in every interpreter, those still to come included. */
  async setEverywhere({ module, name }: FunctionKey, value: unknown): Promise<void> {
    const { closed, runtime, session } = this.#dispatcher;
    if (closed) throw this.#dispatcher.closedError();
    const remember = `attribute ${module}.${name}`;
    try {
      await runtime.broadcast(session, 'set_attribute', [module, name, value], { remember });
    } catch (error) {
      throw fromCallersView(error, setNames);
    }
  }

  #run<T>(call: PendingCall, limits: CallLimits | undefined): Promise<T> {
    const promise = call.promise<T>();
    if (limits === undefined || call.limit(limits.timeout, limits.signal)) call.start();
    return promise;
  }
}

const setNames = ['module', 'name', 'value'];
