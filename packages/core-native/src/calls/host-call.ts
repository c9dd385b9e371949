import { AsyncLocalStorage } from 'node:async_hooks';
import type { Settler } from './settler';

/** A host function that Python waits for. Calls that it makes to Python belong to the chain of its caller. */
export interface HostCallScope {
  /** The core's number of the waiting call. */
  readonly token: number;
  /** Of the call that made it; undefined when a Python thread of its own did. */
  readonly caller: Settler | undefined;
  /** Until the function has answered. */
  readonly active: boolean;
  /** Aborted when that call is given up: its time limit, its signal, or its client is closed; and when Python stops waiting for this one. */
  readonly signal: AbortSignal;
  /** Whether that call has ended: the function may take longer than who asked for it. */
  readonly callerEnded: boolean;
}

let storage: AsyncLocalStorage<HostCallScope> | undefined;

/** Runs a host function so that `currentHostCall` knows it, in everything asynchronous that it starts as well. */
export function runInHostCall<T>(scope: HostCallScope, task: () => T): T {
  // Made with the first host function: a program without any pays nothing for it.
  storage ??= new AsyncLocalStorage();
  return storage.run(scope, task);
}

/** The host function that runs in this asynchronous context; undefined outside of any. */
export function currentHostCall(): HostCallScope | undefined {
  return storage?.getStore();
}
