import assert from 'node:assert/strict';

/** Fails unless all gauges of the rig's client are back at 0 and every operation was counted once. @param {import('./rig.mjs').Rig} rig */
export async function settledDown(rig) {
  const { py } = rig;
  // A chain keeps its permit until what it has started has ended.
  for (let turn = 0; turn < 1000 && py.stats().running > 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { running, queued, completed, failed, timedOut, overloaded, aborted } = py.stats();
  const found = {
    running,
    queued,
    permits: py.semaphore.current,
    waiting: py.semaphore.waiting,
    counted: completed + failed + timedOut + overloaded + aborted,
    increments: py.state.get('soak') ?? 0,
  };
  assert.deepEqual(found, {
    running: 0,
    queued: 0,
    permits: 0,
    waiting: 0,
    counted: rig.begun,
    increments: rig.increments,
  });
}
