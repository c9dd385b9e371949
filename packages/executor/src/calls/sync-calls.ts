import { InvalidArgumentError } from '@pyloom/common';
import { currentHostCall, type FunctionKey } from '@pyloom/core-native';
import { OverloadedError } from '@pyloom/semaphore';
import { fromCallersView } from './argument-paths';
import { locateBelow } from './caller-stack';
import type { Dispatcher } from './dispatcher';
import { chainOf, Operation } from './operation';

/** Calls on the JavaScript thread itself. They take a permit like any other, and never wait for one. */
export class SyncCalls {
  readonly #dispatcher: Dispatcher;

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  call(
    key: FunctionKey,
    args: readonly unknown[],
    kwargs?: Record<string, unknown>,
    argumentNames: readonly string[] = [],
  ): unknown {
    const permit = this.#enter();
    try {
      const value = this.#dispatcher.session.callSync(key, args, kwargs);
      this.#leave(permit, 'completed');
      this.#dispatcher.mode.look(key);
      return value;
    } catch (error) {
      this.#leave(permit, 'failed');
      const seen = argumentNames.length === 0 ? error : fromCallersView(error, argumentNames);
      locateBelow(seen, this.call);
      throw seen;
    }
  }

  bind(key: FunctionKey): (...args: unknown[]) => unknown {
    let bound: ((...args: unknown[]) => unknown) | undefined;
    const call = (...args: unknown[]) => {
      const permit = this.#enter();
      let value: unknown;
      try {
        // The first call imports the module, and is the one that fails if it cannot be.
        bound ??= this.#dispatcher.session.bindSync(key);
        value = bound(...args);
      } catch (error) {
        this.#leave(permit, 'failed');
        locateBelow(error, call);
        throw error;
      }
      this.#leave(permit, 'completed');
      return value;
    };
    return call;
  }

  /** False: the call is nested in one that has a permit. */
  #enter(): boolean {
    const { registry, semaphore, remotePermits } = this.#dispatcher;
    registry.refuseWhenClosed();
    const chain = registry.syncDepth > 0 ? undefined : chainOf(currentHostCall());
    if (chain instanceof Operation && chain.endedBy !== undefined) throw chain.endedBy;
    const nested = registry.syncDepth > 0 || chain !== undefined;
    if (!nested && remotePermits !== undefined) throw neverAtOnce();
    if (!nested && !semaphore.tryTake()) {
      semaphore.refused();
      registry.counts.overloaded++;
      const { current, max } = semaphore;
      throw new OverloadedError(current, max, 'a synchronous call does not wait for a permit');
    }
    registry.syncDepth++;
    registry.arrived();
    return !nested;
  }

  #leave(permit: boolean, outcome: 'completed' | 'failed'): void {
    const { registry, semaphore } = this.#dispatcher;
    registry.syncDepth--;
    if (permit) {
      registry.counts[outcome]++;
      semaphore.give();
    }
    registry.left();
  }
}

function neverAtOnce(): Error {
  return new InvalidArgumentError(
    'A synchronous call cannot wait for its permit, and the semaphore of this client is on another machine: await call(), eval() or exec()',
  );
}
