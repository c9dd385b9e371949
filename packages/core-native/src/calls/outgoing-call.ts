import type { PoolKind } from '../core/pool-kind';
import type { FunctionKey } from './function-key';
import type { HostCallScope } from './host-call';

/** A call on its way to the core: which function, with what, and where it may run. */
export interface OutgoingCall {
  /** The function. */
  readonly key: FunctionKey;
  /** Whose module decides which event loop runs it. Default: `key`, which may be the glue's. */
  readonly routeKey?: FunctionKey | undefined;
  /** Positional arguments, converted at once. */
  readonly args: readonly unknown[];
  /** Keyword arguments; one that is undefined is left out. */
  readonly kwargs?: Readonly<Record<string, unknown>> | undefined;
  /** Which lanes may take it. */
  readonly pool: PoolKind;
  /** Only this interpreter of the pool. */
  readonly interpreter?: number | undefined;
  /** Only this lane, from `Runtime.reserveLane`. */
  readonly lane?: number | undefined;
  /** The host function that makes it, from `currentHostCall()`: the call then belongs to its chain. */
  readonly parent?: HostCallScope | undefined;
  /** The starts of the paths in errors. Default: 'args' and 'kwargs'. */
  readonly roots?: { readonly args?: string; readonly kwargs?: string } | undefined;
  /**
   * Told where it has to run, once a Python object among the arguments decides that: `pool` is then one of that
   * interpreter's. Returns why it cannot run there, if so: a clause such as 'f runs elsewhere'.
   */
  bindTo?(interpreter: number): string | undefined;
  /** Told that an object in the store of a cluster is among the arguments. False: it is no call that can have it. */
  takeStored?(): boolean;
  /** Whether a module is known to refuse sub-interpreters: what its attributes stand for is then in the main one only. */
  isHomeOnly?(module: string): boolean;
  /** Run in every interpreter; the key under which it is remembered for those to come, '' for not at all. */
  readonly broadcast?: string | undefined;
}

/** A call for `Session.submit`. */
export type CallRequest = Omit<OutgoingCall, 'broadcast'>;
