import type { Fakes } from './fake-runtime';

/** What an executor has in hand. */
export function gauges({ executor }: Fakes) {
  const { running, queued } = executor.stats();
  return { running, queued, permits: executor.semaphore.current, waiting: executor.semaphore.waiting };
}
export const idle = { running: 0, queued: 0, permits: 0, waiting: 0 };

/** How its operations have ended. */
export function outcomes({ executor }: Fakes) {
  const { completed, failed, timedOut, overloaded, aborted } = executor.stats();
  return { completed, failed, timedOut, overloaded, aborted };
}
export const none = { completed: 0, failed: 0, timedOut: 0, overloaded: 0, aborted: 0 };
