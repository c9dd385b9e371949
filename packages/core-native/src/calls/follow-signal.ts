import { type Abortable, unwatchAbort, watchAbort } from '@pyloom/common';

/** By the signals that somebody has. */
const controllers = new WeakMap<AbortSignal, AbortController>();

const forgotten = new FinalizationRegistry<() => void>((stop) => stop());

/**
 * When `leader` is aborted, so is the controller, for as long as anybody has its signal: one call may make host calls without end, and
 * each may have a signal.
 */
export function followSignal(leader: AbortSignal, controller: AbortController): void {
  const { signal } = controller;
  if (leader.aborted) {
    controller.abort(leader.reason);
    return;
  }
  controllers.set(signal, controller);
  const follower = follow(new WeakRef(signal));
  watchAbort(leader, follower);
  forgotten.register(signal, () => unwatchAbort(leader, follower));
}

/** By itself, so that it keeps nothing else. */
function follow(signal: WeakRef<AbortSignal>): Abortable {
  return {
    aborted(reason) {
      const followed = signal.deref();
      if (followed !== undefined) controllers.get(followed)?.abort(reason);
      return undefined;
    },
  };
}
