import assert from 'node:assert/strict';

/** Fails unless all gauges of the rig's client are back at 0 and every operation was counted once. @param {import('./rig.mjs').Rig} rig */
export async function settledDown(rig) {
  const { py } = rig;
  // A chain keeps its permit until what it has started has ended.
  for (let turn = 0; turn < 1000 && py.stats().running > 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { running, queued, completed, failed, timedOut, overloaded, aborted } = py.stats();
  // What a kill has spoilt stopped half-way: it may have counted what it had yet to begin, and increments whose answer was lost.
  const spoilt = rig.killer?.spoilt ?? 0;
  const counted = completed + failed + timedOut + overloaded + aborted;
  const increments = Number(py.state.get('soak') ?? 0);
  const found = {
    running,
    queued,
    permits: py.semaphore.current,
    waiting: py.semaphore.waiting,
    counted: Math.abs(counted - rig.begun) <= spoilt ? rig.begun : counted,
    increments: Math.abs(increments - rig.increments) <= 100 * spoilt ? rig.increments : increments,
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
