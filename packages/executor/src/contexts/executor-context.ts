import { checkName } from '@pyloom/common';
import { PythonInterruptedError } from '@pyloom/core-native';
import type { CallLimits } from '../calls/call-options';
import type { Dispatcher } from '../calls/dispatcher';
import type { PendingCall } from '../calls/pending-call';
import { Scope } from '../scopes/scope';
import type { ContextLease } from './context-lease';
import { ContextPlace } from './context-place';

const abandoned = new FinalizationRegistry<ContextLease>((lease) => {
  lease.giveBack().catch(() => {});
});

/** A namespace of its own that stays on one lane, with everything that is called in it: state, objects and thread. */
export class ExecutorContext extends Scope implements AsyncDisposable {
  readonly #lease: ContextLease;
  readonly #place: ContextPlace;
  #closing: Promise<void> | undefined = undefined;

  /** @internal See Executor.context(). */
  constructor(lease: ContextLease) {
    const place = new ContextPlace(lease);
    super(place);
    place.owner = this;
    this.#place = place;
    this.#lease = lease;
    abandoned.register(this, lease, this);
  }

  /** The name of a module in the context's interpreter; of `'__main__'` that of the context itself. */
  moduleName(module: string): string {
    return module === '__main__' ? this.#lease.moduleName : module;
  }

  /** The attribute of a module, which is imported first; of `'__main__'` that of the context itself. */
  async getAttribute<T = unknown>(module: string, name: string, limits?: CallLimits): Promise<T> {
    return this.#attributeOperation<T>('get_attribute', module, name, [], limits);
  }

  /** Sets an attribute of a module, in the interpreter of the context alone. */
  async setAttribute(module: string, name: string, value: unknown): Promise<void> {
    await this.#attributeOperation('set_attribute', module, name, [value]);
  }

  #attributeOperation<T>(
    operation: string,
    module: string,
    name: string,
    args: readonly unknown[],
    limits?: CallLimits,
  ): Promise<T> {
    checkName('module', module);
    checkName('name', name);
    const key = this.#lease.dispatcher.runtime.functionKey('pyloom._contexts', operation);
    const call = this.#place.operation(key, [module, name, ...args]);
    call.argumentNames = ['context', 'module', 'name', 'value'];
    call.description = `${module}.${name}`;
    return call.run<T>(limits);
  }

  /** @internal See EvaluationPlace. */
  get dispatcher(): Dispatcher {
    return this.#lease.dispatcher;
  }

  /** @internal See EvaluationPlace. */
  evaluation(operands: readonly unknown[]): PendingCall {
    const key = this.#lease.dispatcher.runtime.functionKey('pyloom._expressions', 'evaluate_in');
    return this.#place.operation(key, operands);
  }

  /**
   * Interrupts the oldest call that is in this context, whose promise rejects with PythonInterruptedError; those
   * behind it go on. False when there is none.
   */
  interrupt(): boolean {
    for (const call of this.#place.calls) {
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
    return this.#place.isCaller() ? Promise.resolve() : this.#closing;
  }

  async #close(): Promise<void> {
    abandoned.unregister(this);
    await this.#place.finish();
    await this.#lease.giveBack();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
