import { AsyncResource } from 'node:async_hooks';
import {
  ClosedError,
  ConversionError,
  currentHostCall,
  type HostCallScope,
  type RerouteReason,
  type Settler,
} from '@pyloom/core-native';
import type { Outcome } from '../figures/outcome-counts';
import { withLoop } from '../routes/route-table';
import { type Admissible, Admission } from './admission';
import { fromCallersView } from './argument-paths';
import { type CallTrace, traceEnd, traceError, traceStart } from './call-trace';
import { CoreRequest } from './core-request';
import { type Limited, Limits } from './limits';
import { PythonTimeoutError } from './python-timeout-error';
import type { RemotePermit } from './remote-semaphore';
import type { Work } from './work';

/** Not started yet. */
const fresh = 0;
/** Waits for a permit. */
const waiting = 1;
/** In the core's hands: queued or running. */
const submitted = 2;
const settled = 3;

/**
 * One Python operation on its way through the executor: a permit, its limits, the core, its outcome.
 *
 * It is the request and the settler of the core at once, and keeps what closures would hold in fields, so that a call
 * allocates this object and its promise.
 */
export abstract class Operation extends CoreRequest implements Settler, Limited, Admissible {
  /** What is told when it has ended. */
  work: Work | undefined = undefined;
  /** A part of something bigger (a pull of a stream) is not counted by itself. */
  counted = true;

  #phase = fresh;
  #callId = 0;
  #limits: Limits | undefined = undefined;
  #admission: Admission | undefined = undefined;
  /** Whose chain this operation belongs to. */
  #caller: Operation | undefined = undefined;
  /** Operations of the same chain that host functions called by this one have started. */
  #nested: Set<Operation> | undefined = undefined;
  /** What ended this operation from outside: a time limit, a signal, a close. */
  #endedBy: unknown = undefined;
  #trace: CallTrace | undefined = undefined;
  #isRefused = false;
  /** While it waits: the asynchronous context of its caller, for whom it is then submitted. */
  #context: AsyncResource | undefined = undefined;

  /** What the caller is told, once. */
  protected abstract succeed(value: unknown): void;
  protected abstract fail(error: unknown): void;

  get isSettled(): boolean {
    return this.#phase === settled;
  }

  get isWaiting(): boolean {
    return this.#phase === waiting;
  }

  /** Whom it is nested in. */
  get caller(): Operation | undefined {
    return this.#caller;
  }

  /** What ended it from outside, and all that was nested in it. */
  get endedBy(): unknown {
    return this.#endedBy;
  }

  /** Before start(). False when the signal is aborted already: the operation has then ended. */
  limit(timeout: number | undefined, signal: AbortSignal | undefined, since?: number): boolean {
    if (signal?.aborted) {
      const scope = currentHostCall();
      if (chainOf(scope) !== undefined) this.parent = scope;
      this.#begin();
      this.end(signal.reason, 'aborted');
      return false;
    }
    if (timeout !== undefined || signal !== undefined) {
      this.#limits = new Limits(this, timeout ?? Number.POSITIVE_INFINITY, signal, since);
    }
    return true;
  }

  /** With the permit of its chain, with one that is free, or as soon as one comes free. */
  start(scope: HostCallScope | undefined = currentHostCall()): void {
    if (this.admit(scope)) return;
    this.#admission = new Admission(this.dispatcher, this.semaphore, [this]);
  }

  /** Starts it if no waiting is needed; else it must be given an Admission. */
  admit(scope: HostCallScope | undefined): boolean {
    if (this.#phase === settled) return true;
    const chain = chainOf(scope);
    if (chain !== undefined) {
      this.#join(scope, chain);
      return true;
    }
    const { registry } = this.dispatcher;
    if (registry.closed) {
      this.#refuse(registry.closedError());
      return true;
    }
    if (!this.tryTakePermit()) {
      this.wait();
      return false;
    }
    this.#begin();
    this.#submit();
    return true;
  }

  /** Instead of admit(), behind one that has to wait: it must be given an Admission. */
  wait(): void {
    this.#begin();
    this.#phase = waiting;
    this.#context = new AsyncResource('PYLOOM_WAIT');
  }

  /** Its Admission got a permit for it. */
  admitted(remote: RemotePermit | undefined): void {
    this.#admission = undefined;
    this.permitTaken(remote);
    this.#context?.runInAsyncScope(() => this.#submit());
    this.#context = undefined;
  }

  /** Which Admission to tell when the operation ends before it is admitted. */
  set admission(admission: Admission) {
    this.#admission = admission;
  }

  resolve(value: unknown): void {
    this.#finish('completed');
    if (this.#trace !== undefined) traceEnd(this.#trace, value);
    this.dispatcher.mode.look(this.key);
    this.succeed(value);
  }

  reject(reason: unknown): void {
    const error = this.argumentNames === undefined ? reason : fromCallersView(reason, this.argumentNames);
    this.#finish(error instanceof ClosedError ? 'aborted' : 'failed');
    if (this.#trace !== undefined) traceError(this.#trace, error);
    this.dispatcher.mode.look(this.key);
    this.fail(error);
  }

  reroute(callId: number, reason: RerouteReason, module: string): void {
    const { routes, session } = this.dispatcher;
    if (reason === 'argument') routes.sendHome(module);
    else routes.redirect(this.routeKey, reason);
    if (reason !== 'async' && (this.lane !== undefined || this.interpreter !== undefined)) {
      this.#refuseHome(callId, module);
      return;
    }
    this.pool = reason === 'async' ? withLoop(this.pool) : routes.refuge(this.pool, module);
    session.resubmit(callId, { pool: this.pool });
  }

  /**
   * It is to go home, but its objects are elsewhere. Encoded once more, now that this is known of the module, the value that
   * cannot go there says so, with its path.
   */
  #refuseHome(callId: number, module: string): void {
    this.dispatcher.session.cancel(callId);
    if (this.#isRefused) {
      this.reject(new ConversionError(`${module} runs in the main interpreter only`, 'args'));
      return;
    }
    this.#isRefused = true;
    this.interpreter = undefined;
    this.#submit();
  }

  expired(timeout: number): void {
    this.end(new PythonTimeoutError(timeout, this.describe()), 'timedOut');
  }

  aborted(reason: unknown): undefined {
    this.end(reason, 'aborted');
  }

  /** Takes it out of its queue or interrupts it, with all that is nested in it. False if it had ended already. */
  end(error: unknown, outcome: Outcome): boolean {
    if (this.#phase === settled) return false;
    this.#endedBy = error;
    if (this.#phase === submitted) this.dispatcher.session.cancel(this.#callId);
    if (this.#nested !== undefined) for (const each of this.#nested) each.end(error, outcome);
    this.#finish(outcome);
    if (this.#trace !== undefined) traceError(this.#trace, error);
    this.fail(error);
    return true;
  }

  #join(scope: HostCallScope | undefined, caller: Settler): void {
    this.parent = scope;
    // A caller of another kind belongs to another copy of this package: its chain has a permit all the same.
    if (caller instanceof Operation) {
      if (caller.#endedBy !== undefined) {
        this.#refuse(caller.#endedBy);
        return;
      }
      this.#caller = caller;
      caller.#nested ??= new Set();
      caller.#nested.add(this);
    }
    this.#begin();
    this.#submit();
  }

  #begin(): void {
    this.dispatcher.registry.arrived();
    this.#trace = traceStart(this.key, this.parent !== undefined);
  }

  #submit(): void {
    this.#phase = submitted;
    this.noteSubmission();
    this.carry();
    try {
      this.#callId = this.dispatcher.session.submit(this, this);
    } catch (error) {
      this.reject(error);
    }
  }

  #refuse(error: unknown): void {
    this.#phase = settled;
    this.#limits?.disarm();
    this.fail(error);
  }

  #finish(outcome: Outcome): void {
    this.#phase = settled;
    if (this.#limits !== undefined) this.#limits.disarm();
    if (this.#admission !== undefined) this.#admission.left();
    if (this.parent === undefined && this.counted) this.dispatcher.registry.counts[outcome]++;
    if (this.#nested === undefined || this.#nested.size === 0) this.#leave();
    else if (this.#caller !== undefined) this.#bequeath(this.#caller);
  }

  /**
   * The chain's permit goes back when the last of the chain has ended: a host function may leave without waiting for
   * what it started.
   */
  #leave(): void {
    this.giveBackPermit(this.#endedBy === undefined);
    this.dispatcher.registry.left();
    const caller = this.#caller;
    if (caller === undefined) return;
    caller.#nested?.delete(this);
    if (caller.#phase === settled && caller.#nested?.size === 0) caller.#leave();
  }

  #bequeath(heir: Operation): void {
    for (const each of this.#nested ?? []) {
      each.#caller = heir;
      heir.#nested?.add(each);
    }
    this.#nested = undefined;
    this.#leave();
  }
}

/**
 * Whose chain an operation joins that is started in a host function: nobody's once the function has answered, or once the
 * call that it serves and all that this one is nested in have ended by themselves. One that was ended from outside still
 * answers for its chain: what is started in it ends alike.
 */
export function chainOf(scope: HostCallScope | undefined): Settler | undefined {
  if (scope?.active !== true) return undefined;
  // A caller of another kind belongs to another copy of this package.
  if (!(scope.caller instanceof Operation)) return scope.callerEnded ? undefined : scope.caller;
  let caller: Operation | undefined = scope.caller;
  while (caller?.isSettled && caller.endedBy === undefined) caller = caller.caller;
  return caller;
}
