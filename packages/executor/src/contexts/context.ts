import { ClosedError, currentHostCall, type FunctionKey, PythonInterruptedError } from '@pyloom/core-native';
import { checkArgs, checkLocals, checkName, checkText } from '../calls/arguments';
import { type CallLimits, type CallOptions, checkCallLimits, checkCallOptions } from '../calls/call-options';
import type { Dispatcher } from '../calls/dispatcher';
import { execArguments } from '../calls/exec-arguments';
import { askGlue } from '../calls/glue-call';
import { chainOf } from '../calls/operation';
import type { PythonScope, StreamOptions } from '../calls/python-scope';
import type { GlueKeys } from '../glue-keys';
import { PythonStream } from '../streams/python-stream';
import type { StreamOpening } from '../streams/stream-opening';
import { highWaterMarkOf } from '../streams/stream-options';
import { StreamSource } from '../streams/stream-source';
import { ContextCall } from './context-call';
import { type ContextNamespace, ContextPlace } from './context-place';
import { ContextWork } from './context-work';

const abandoned = new FinalizationRegistry<ContextPlace>((place) => {
  place.giveBack().catch(() => {});
});

/** A namespace of its own that stays on one lane, with everything that is called in it: state, objects and thread. */
export class ExecutorContext implements PythonScope, AsyncDisposable {
  readonly #dispatcher: Dispatcher;
  readonly #glue: GlueKeys;
  readonly #place: ContextPlace;
  readonly #work = new ContextWork(this);
  #closing: Promise<void> | undefined = undefined;

  /** @internal Opened by Executor.context(). */
  static async open<C extends ExecutorContext>(
    dispatcher: Dispatcher,
    glue: GlueKeys,
    pool: 'home' | 'work',
    kind: ContextClass<C>,
  ): Promise<C> {
    const { runtime, session } = dispatcher;
    const lane = runtime.reserveLane(pool);
    if (lane === undefined) throw new Error('No thread could be started for the context');
    let opened: readonly [namespace: ContextNamespace, moduleName: string];
    try {
      opened = await askGlue(session, { key: glue.openContext, args: [], pool, lane });
    } catch (error) {
      runtime.releaseLane(lane);
      throw error;
    }
    const place = new ContextPlace(dispatcher, glue, ...opened, pool, lane);
    if (!dispatcher.closed) return new kind(dispatcher, glue, place);
    await place.giveBack().catch(() => {});
    throw dispatcher.closedError();
  }

  /** @internal See Executor.context(). */
  constructor(dispatcher: Dispatcher, glue: GlueKeys, place: ContextPlace) {
    this.#dispatcher = dispatcher;
    this.#glue = glue;
    this.#place = place;
    abandoned.register(this, place, this);
  }

  async call<T = unknown>(
    module: string,
    name: string,
    args: readonly unknown[] = [],
    options?: CallOptions,
  ): Promise<T> {
    checkName('module', module);
    checkName('name', name);
    checkArgs(args);
    checkCallOptions(options);
    const call = this.#operation(this.#glue.callInContext, [module, name, ...args], options?.kwargs);
    call.description = `${module}.${name}`;
    call.argumentNames = ['context', 'module', 'name'];
    return this.#run(call, options);
  }

  async eval<T = unknown>(
    expression: string,
    locals?: Record<string, unknown>,
    options?: CallLimits,
  ): Promise<T> {
    checkText('expression', expression);
    checkLocals(locals);
    checkCallLimits(options);
    const call = this.#operation(this.#glue.evaluateInContext, [expression, locals ?? null]);
    call.description = 'eval';
    call.argumentNames = ['context', 'expression', 'locals'];
    return this.#run(call, options);
  }

  async exec(
    code: string,
    variables?: Record<string, unknown> | CallLimits,
    options?: CallLimits,
  ): Promise<void> {
    checkText('code', code);
    const given = execArguments(variables, options);
    const call = this.#operation(this.#glue.executeInContext, [code, given.variables ?? null]);
    call.description = 'exec';
    call.argumentNames = ['context', 'code', 'locals'];
    await this.#run(call, given.limits);
  }

  /** The name of a module in the context's interpreter; of `'__main__'` that of the context itself. */
  moduleName(module: string): string {
    return module === '__main__' ? this.#place.moduleName : module;
  }

  /** The attribute of a module, which is imported first; of `'__main__'` that of the context itself. */
  async getAttribute<T = unknown>(module: string, name: string): Promise<T> {
    checkName('module', module);
    checkName('name', name);
    const call = this.#operation(this.#glue.getAttributeInContext, [module, name]);
    call.description = `${module}.${name}`;
    return this.#run(call, undefined);
  }

  /** Sets an attribute of a module, in the interpreter of the context alone. */
  async setAttribute(module: string, name: string, value: unknown): Promise<void> {
    checkName('module', module);
    checkName('name', name);
    const call = this.#operation(this.#glue.setAttributeInContext, [module, name, value]);
    call.argumentNames = ['context', 'module', 'name', 'value'];
    call.description = `${module}.${name}`;
    await this.#run(call, undefined);
  }

  stream<T = unknown>(
    module: string,
    name: string,
    args: readonly unknown[] = [],
    options: CallOptions & StreamOptions = {},
  ): PythonStream<T> {
    checkName('module', module);
    checkName('name', name);
    checkArgs(args);
    checkCallOptions(options, ['highWaterMark']);
    return this.#stream(
      {
        ...this.#where,
        key: this.#glue.openStream,
        args: [this.#place.namespace, module, name, ...args],
        argumentNames: ['context', 'module', 'name'],
        kwargs: options.kwargs,
        description: `${module}.${name}`,
      },
      options,
    );
  }

  streamEval<T = unknown>(
    expression: string,
    locals?: Record<string, unknown>,
    options: CallLimits & StreamOptions = {},
  ): PythonStream<T> {
    checkText('expression', expression);
    checkLocals(locals);
    checkCallLimits(options, ['highWaterMark']);
    return this.#stream(
      {
        ...this.#where,
        key: this.#glue.openExpressionStream,
        args: [this.#place.namespace, expression, locals ?? null],
        argumentNames: ['context', 'expression', 'locals'],
        description: 'eval',
      },
      options,
    );
  }

  /**
   * Interrupts the oldest call that is in this context, whose promise rejects with PythonInterruptedError; those
   * behind it go on. False when there is none.
   */
  interrupt(): boolean {
    for (const call of this.#work.calls) {
      if (call.isWaiting) continue;
      const error = new PythonInterruptedError(
        `${call.describe()} was interrupted by interrupt() of its context`,
      );
      return call.end(error, 'aborted');
    }
    return false;
  }

  /**
   * Refuses new calls, lets those that are there end, also if they wait for a permit, and gives up what the namespace holds. A
   * stream that is open ends with ClosedError. A host function that one of the context's own calls waits for does not wait.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#work.includes(chainOf(currentHostCall())) ? Promise.resolve() : this.#closing;
  }

  async #close(): Promise<void> {
    abandoned.unregister(this);
    await this.#work.finish(closedError);
    await this.#place.giveBack();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #where(): Pick<StreamOpening, 'pool' | 'lane' | 'work'> & { readonly pool: 'home' | 'work' } {
    return { pool: this.#place.pool, lane: this.#place.lane, work: this.#work };
  }

  #operation(key: FunctionKey, args: readonly unknown[], kwargs?: Record<string, unknown>): ContextCall {
    this.#refuseWhenClosed();
    const { namespace, lane, pool } = this.#place;
    const call = new ContextCall(this.#dispatcher, key, [namespace, ...args], kwargs, pool, this.#work);
    call.lane = lane;
    return call;
  }

  #run<T>(call: ContextCall, limits: CallLimits | undefined): Promise<T> {
    const promise = call.promise<T>();
    if (call.limit(limits?.timeout, limits?.signal)) call.start();
    return promise;
  }

  #stream<T>(opening: StreamOpening, options: CallLimits & StreamOptions): PythonStream<T> {
    this.#refuseWhenClosed();
    const mark = highWaterMarkOf(options);
    const scope = currentHostCall();
    return new PythonStream<T>(new StreamSource(this.#dispatcher, this.#glue, opening, options, mark, scope));
  }

  #refuseWhenClosed(): void {
    if (this.#closing === undefined) return;
    // What runs there may still need it.
    if (!this.#work.includes(chainOf(currentHostCall()))) throw closedError();
  }
}

/** A class of contexts. */
export type ContextClass<C extends ExecutorContext> = new (
  dispatcher: Dispatcher,
  glue: GlueKeys,
  place: ContextPlace,
) => C;

function closedError(): ClosedError {
  return new ClosedError('The context is closed');
}
