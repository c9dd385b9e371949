// What nothing holds but a call that is under way, while the garbage collector runs.
import assert from 'node:assert/strict';

/** @typedef {import('../rig.mjs').Rig} Rig */
/** @typedef {import('../random.mjs').Random} Random */

/** Needs node --expose-gc. @param {Rig} _rig @param {Random} random */
export async function garbage(_rig, random) {
  globalThis.gc?.({ type: random.chance(0.8) ? 'minor' : 'major', execution: 'sync' });
  await new Promise(setImmediate);
}

/** @param {Rig} rig @param {Random} random */
export async function droppedReferences(rig, random) {
  const n = random.integer(0, 1000);
  const made = Array.from({ length: 3 }, (_, i) => rig.counted(rig.py.call('soak_work', 'thing', [n + i])));
  const doubled = made.map(async (thing) => rig.counted((await thing).double()));
  made.length = 0;
  globalThis.gc?.({ type: 'minor', execution: 'sync' });
  assert.deepEqual(await Promise.all(doubled), [2 * n, 2 * n + 2, 2 * n + 4]);
}

/** @param {Rig} rig @param {Random} random */
export async function droppedContexts(rig, random) {
  const n = random.integer(0, 1000);
  const opening = rig.py.context({ home: random.chance(0.3) });
  const answer = opening.then((context) =>
    rig.counted(context.eval(`__import__('time').sleep(0.005) or ${n} + 1`)),
  );
  globalThis.gc?.({ type: 'minor', execution: 'sync' });
  assert.equal(await answer, n + 1);
}

/** @param {Rig} rig @param {Random} random */
export async function droppedStreams(rig, random) {
  const count = random.integer(2, 20);
  rig.count(1);
  const context = await rig.py.context();
  // The context is held by its stream alone, and that by its loop.
  const stream = context.stream('soak_work', 'count', [count]);
  let expected = 0;
  for await (const item of stream) {
    assert.equal(item, expected++);
    globalThis.gc?.({ type: 'minor', execution: 'sync' });
  }
  assert.equal(expected, count);
}
