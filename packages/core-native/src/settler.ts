/**
 * Who wants the answer of a call. Exactly one of these is called, once, on the JavaScript thread that made the call;
 * after `reroute`, and the `resubmit` that it asks for, it starts over.
 */
export interface Settler {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** A value that Python sent before the end, by `_pyloom_core.send`: any number of times, in order. */
  item?(value: unknown): void;
  /**
   * The function did not run: it is a coroutine function and wants an asyncio lane ('async'), or `module` refuses
   * sub-interpreters ('home'). The core keeps the arguments until `Session.resubmit` or `cancel`.
   */
  reroute(callId: number, reason: 'async' | 'home', module: string): void;
}
