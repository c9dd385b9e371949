// SystemExit and KeyboardInterrupt in coroutines: they end what they are raised in, never the loop or what else is on it.
import assert from 'node:assert/strict';
import { rejects } from './outcomes.mjs';

/** @typedef {import('../rig.mjs').Rig} Rig */
/** @typedef {import('../random.mjs').Random} Random */

/** @param {Rig} rig @param {Random} random */
export async function exits(rig, random) {
  const n = random.integer(0, 1000);
  const how = random.pick(['leave', 'leave_in_task', 'leave_in_callback']);
  const beside = rig.counted(rig.py.call('soak_work', 'later', [n]));
  const leaving = rig.counted(
    rig.py.call('soak_work', how, [random.pick(['SystemExit', 'KeyboardInterrupt'])]),
  );
  // A callback is nobody's: the loop reports it, and the coroutine goes on.
  if (how === 'leave_in_callback') assert.equal(await leaving, 'left');
  else await rejects(leaving, {});
  assert.equal(await beside, n);
}
