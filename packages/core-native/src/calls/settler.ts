/** Why the core did not run a call where it was sent. */
export type RerouteReason = 'async' | 'home' | 'argument';

/**
 * Who wants the answer of a call. Exactly one of these is called, once, on the JavaScript thread that made the call;
 * after `reroute`, and the `resubmit` that it asks for, it starts over.
 */
export interface Settler {
  /** The result, converted. */
  resolve(value: unknown): void;
  /** PythonError for what was raised, ConversionError for a result that cannot cross, ClosedError, or the error of a host function. */
  reject(error: unknown): void;
  /** Why the call was given up, once it was. */
  readonly endedBy?: unknown;
  /** How long the call waited until a lane began it, in milliseconds; told before the outcome, where it is known. */
  waited?(milliseconds: number): void;
  /** A value that Python sent before the end, by `_pyloom_core.send`: any number of times, in order. */
  item?(value: unknown): void;
  /**
   * One of those that cannot be read here, for this error: `first` is the first value in it, where it is an array whose first
   * one can. False, or no such method: the call is given up, and rejects with the error.
   */
  unreadItem?(error: unknown, first: unknown): boolean;
  /**
   * The function did not run: it is a coroutine function and wants an asyncio lane ('async'), or `module` refuses
   * sub-interpreters, be it the function's ('home') or that of what an argument stands for ('argument'). The core keeps the arguments until `Session.resubmit` or `cancel`.
   */
  reroute(callId: number, reason: RerouteReason, module: string): void;
}
