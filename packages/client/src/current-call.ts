import { currentHostCall } from '@pyloom/core-native';

/** The call that a host function serves. */
export interface CurrentCall {
  /**
   * Aborted when the call is given up: its time limit ran out, its signal was aborted, or the client was closed. With an AbortError when
   * Python cancels its `call_async()` of this function, and the call goes on.
   */
  readonly signal: AbortSignal;
}

/** The call that the running host function serves, also in what it awaits; undefined outside of any. */
export function currentCall(): CurrentCall | undefined {
  return currentHostCall();
}
