import type { CallRequest, Session, Settler } from '@pyloom/core-native';

/** A call of the Python half on the executor's own behalf: without a permit, a limit or a count. */
export function askGlue<T>(session: Session, request: CallRequest): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const settler: Settler = {
      resolve: resolve as (value: unknown) => void,
      reject,
      // Only coroutine functions and modules that are imported are ever sent elsewhere.
      reroute: (callId) => session.resubmit(callId, { pool: 'home' }),
    };
    session.submit(request, settler);
  });
}
