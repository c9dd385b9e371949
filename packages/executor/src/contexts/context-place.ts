import { InvalidArgumentError } from '@pyloom/common';
import { ClosedError, currentHostCall, type FunctionKey } from '@pyloom/core-native';
import type { Dispatcher } from '../calls/dispatcher';
import { chainOf, Operation } from '../calls/operation';
import { PendingCall } from '../calls/pending-call';
import type { Namespace, Place } from '../scopes/place';
import type { RetirableStream, StreamWork } from '../streams/stream-opening';
import type { ContextLease } from './context-lease';

/** The lane of a context, and what is under way there. */
export class ContextPlace implements Place, StreamWork {
  readonly dispatcher: Dispatcher;
  readonly namespace: Namespace;
  /** The oldest first. */
  readonly calls = new Set<PendingCall>();
  /** The context, which lives as long as what was started through it. */
  owner: object | undefined = undefined;
  readonly #lease: ContextLease;
  readonly #streams = new Set<RetirableStream>();
  readonly #whenEnded: (() => void)[] = [];
  #closed = false;

  constructor(lease: ContextLease) {
    this.dispatcher = lease.dispatcher;
    this.namespace = lease.namespace;
    this.#lease = lease;
  }

  call(
    module: string,
    name: string,
    args: readonly unknown[],
    kwargs: Record<string, unknown> | undefined,
    isKept: boolean,
  ): PendingCall {
    const key = this.dispatcher.runtime.functionKey(isKept ? 'pyloom._kept' : 'pyloom._contexts', 'call');
    const call = this.operation(key, [module, name, ...args], kwargs);
    call.description = `${module}.${name}`;
    call.argumentNames = ['context', 'module', 'name'];
    return call;
  }

  operation(key: FunctionKey, args: readonly unknown[], kwargs?: Record<string, unknown>): PendingCall {
    this.#refuseWhenClosed();
    const { pool, lane } = this.#lease;
    const call = new PendingCall(this.dispatcher, key, [this.namespace, ...args], kwargs, pool);
    if (lane === undefined) call.isInContext = true;
    else call.lane = lane;
    call.work = this;
    this.calls.add(call);
    return call;
  }

  streaming(key?: FunctionKey): ReturnType<Place['streaming']> {
    this.#refuseWhenClosed();
    const { pool, lane } = this.#lease;
    const { driver } = this.dispatcher;
    if (lane === undefined && driver !== undefined) {
      return { ...driver.streamingInContext(key === undefined ? 'expression' : 'call'), work: this };
    }
    return { pool, lane, work: this };
  }

  /** What is known of a context's functions is known for one call alone. */
  executed(): void {}

  ended(call: PendingCall): void {
    if (this.calls.delete(call) && this.calls.size === 0) {
      for (const resolve of this.#whenEnded.splice(0)) resolve();
    }
  }

  opened(stream: RetirableStream): void {
    this.#streams.add(stream);
  }

  closed(stream: RetirableStream): void {
    this.#streams.delete(stream);
  }

  /** Whether the host function that runs, if any, serves something that is under way here, however deep it is nested. */
  isCaller(): boolean {
    let each: unknown = chainOf(currentHostCall());
    for (; each instanceof Operation; each = each.caller) {
      if (each.work === this && !each.isSettled) return true;
    }
    return false;
  }

  /** Lets the calls end, and of streams what is being read at this moment; these then reject with ClosedError. */
  async finish(): Promise<void> {
    this.#closed = true;
    const streams = [...this.#streams].map((stream) => stream.retire(closedError()));
    if (this.calls.size > 0) await new Promise<void>((resolve) => this.#whenEnded.push(resolve));
    await Promise.all(streams);
  }

  #refuseWhenClosed(): void {
    // What runs there may still need it.
    if (this.#closed && !this.isCaller()) throw closedError();
    // Elsewhere the thread that waits runs it. That of a cluster's worker does not: both would wait for ever.
    if (this.#lease.lane === undefined && this.isCaller()) {
      throw new InvalidArgumentError(
        'A host function cannot call the context on a cluster whose own call waits for it: pass it what it needs, or call() outside the context',
      );
    }
  }
}

function closedError(): ClosedError {
  return new ClosedError('The context is closed');
}
