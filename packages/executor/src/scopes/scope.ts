import { checkName, checkText } from '@pyloom/common';
import { checkArgs, checkLocals } from '../calls/arguments';
import {
  type CallLimits,
  type CallOptions,
  carriedKeys,
  checkCallLimits,
  checkCallOptions,
  type ResultOptions,
  resultKeys,
  type StreamCallOptions,
} from '../calls/call-options';
import { execArguments } from '../calls/exec-arguments';
import { openStream } from '../streams/open-stream';
import type { PythonStream } from '../streams/python-stream';
import type { StreamOptions } from '../streams/stream-options';
import type { Place } from './place';
import type { PythonScope } from './python-scope';

/** The names of the arguments of the two, as messages know them. */
export const evaluation = ['context', 'expression', 'locals'];
export const execution = ['context', 'code', 'locals'];
const streamKeys = ['highWaterMark'];

/** The operations that an executor and a context have in common: what is asked is checked here, and where it runs is the place's. */
export abstract class Scope implements PythonScope {
  readonly #place: Place;

  /** @internal */
  constructor(place: Place) {
    this.#place = place;
  }

  call<T = unknown>(
    module: string,
    name: string,
    args: readonly unknown[] = [],
    options?: CallOptions,
  ): Promise<T> {
    try {
      checkName('module', module);
      checkName('name', name);
      checkArgs(args);
      checkCallOptions(options, [...resultKeys, ...carriedKeys]);
      const call = this.#place.call(module, name, args, options?.kwargs, options?.as === 'ref');
      call.resources = options?.resources;
      return call.run<T>(options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  eval<T = unknown>(
    expression: string,
    locals?: Record<string, unknown>,
    options?: CallLimits & ResultOptions,
  ): Promise<T> {
    try {
      checkText('expression', expression);
      checkLocals(locals);
      checkCallLimits(options, resultKeys);
      const glue = options?.as === 'ref' ? 'pyloom._kept' : 'pyloom._evaluate';
      const key = this.#place.dispatcher.runtime.functionKey(glue, 'evaluate');
      const call = this.#place.operation(key, [expression, locals ?? null]);
      call.description = 'eval';
      call.argumentNames = evaluation;
      return call.run<T>(options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async exec(
    code: string,
    variables?: Record<string, unknown> | CallLimits,
    options?: CallLimits,
  ): Promise<void> {
    checkText('code', code);
    const given = execArguments(variables, options);
    const key = this.#place.dispatcher.runtime.functionKey('pyloom._evaluate', 'execute');
    const call = this.#place.operation(key, [code, given.variables ?? null]);
    call.description = 'exec';
    call.argumentNames = execution;
    try {
      await call.run(given.limits);
    } finally {
      this.#place.executed();
    }
  }

  stream<T = unknown>(
    module: string,
    name: string,
    args: readonly unknown[] = [],
    options: StreamCallOptions & StreamOptions = {},
  ): PythonStream<T> {
    checkName('module', module);
    checkName('name', name);
    checkArgs(args);
    checkCallOptions(options, streamKeys);
    const { dispatcher, namespace } = this.#place;
    const { runtime } = dispatcher;
    return openStream<T>(
      dispatcher,
      {
        key: runtime.functionKey('pyloom._streams', 'open_call'),
        ...this.#place.streaming(runtime.functionKey(module, name)),
        args: [namespace, module, name, ...args],
        kwargs: options.kwargs,
        argumentNames: ['context', 'module', 'name'],
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
    checkCallLimits(options, streamKeys);
    const { dispatcher, namespace } = this.#place;
    return openStream<T>(
      dispatcher,
      {
        key: dispatcher.runtime.functionKey('pyloom._streams', 'open_expression'),
        ...this.#place.streaming(),
        args: [namespace, expression, locals ?? null],
        argumentNames: evaluation,
        description: 'eval',
      },
      options,
    );
  }
}
