import { ClosedError, currentHostCall, type FunctionKey, PythonInterruptedError } from '@pyloom/core-native';
import { checkArgs, checkLocals, checkName, checkText } from './arguments';
import { type CallLimits, type CallOptions, checkCallLimits, checkCallOptions } from './call-options';
import { ContextCall } from './context-call';
import { type ContextNamespace, ContextPlace } from './context-place';
import type { Dispatcher } from './dispatcher';
import { askGlue } from './glue-call';
import type { GlueKeys } from './glue-keys';
import { PythonStream } from './python-stream';
import type { PythonScope, StreamOptions } from './scope';
import { highWaterMarkOf } from './stream-options';
import { type StreamOpening, StreamSource } from './stream-source';

const abandoned = new FinalizationRegistry<ContextPlace>((place) => {
  place.giveBack().catch(() => {});
});

/** A namespace of its own that stays on one lane, with everything that is called in it: state, objects and thread. */
export class ExecutorContext implements PythonScope, AsyncDisposable {
  readonly #dispatcher: Dispatcher;
  readonly #glue: GlueKeys;
  readonly #place: ContextPlace;
  readonly #calls = new Set<ContextCall>();
  #closing: Promise<void> | undefined = undefined;

  /** @internal Opened by Executor.context(). */
  static async open(dispatcher: Dispatcher, glue: GlueKeys, pool: 'home' | 'work'): Promise<ExecutorContext> {
    const { runtime, session } = dispatcher;
    const lane = runtime.reserveLane(pool);
    if (lane === undefined) throw new Error('No thread could be started for the context');
    try {
      const request = { key: glue.openContext, args: [], pool, lane };
      const namespace = await askGlue<ContextNamespace>(session, request);
      return new ExecutorContext(dispatcher, glue, new ContextPlace(dispatcher, glue, namespace, pool, lane));
    } catch (error) {
      runtime.releaseLane(lane);
      throw error;
    }
  }

  private constructor(dispatcher: Dispatcher, glue: GlueKeys, place: ContextPlace) {
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

  async exec(code: string, options?: CallLimits): Promise<void> {
    checkText('code', code);
    checkCallLimits(options);
    const call = this.#operation(this.#glue.executeInContext, [code]);
    call.description = 'exec';
    await this.#run(call, options);
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
    for (const call of this.#calls) {
      if (call.isWaiting) continue;
      const error = new PythonInterruptedError(
        `${call.describe()} was interrupted by interrupt() of its context`,
      );
      return call.end(error, 'aborted');
    }
    return false;
  }

  /** Refuses new calls, lets those that are there end, and forgets the namespace. */
  close(): Promise<void> {
    if (this.#closing === undefined) {
      abandoned.unregister(this);
      this.#closing = this.#place.giveBack();
    }
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #where(): Pick<StreamOpening, 'pool' | 'lane' | 'holder'> {
    return { pool: this.#place.pool, lane: this.#place.lane, holder: this };
  }

  #operation(key: FunctionKey, args: readonly unknown[], kwargs?: Record<string, unknown>): ContextCall {
    this.#refuseWhenClosed();
    const { namespace, lane, pool } = this.#place;
    const call = new ContextCall(
      this.#dispatcher,
      key,
      [namespace, ...args],
      kwargs,
      pool,
      this.#calls,
      this,
    );
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
    if (this.#closing !== undefined) throw new ClosedError('The context is closed');
  }
}
