import assert from 'node:assert/strict';
import { abortsSoon, rejection } from './outcomes.mjs';

/** @typedef {import('../rig.mjs').Rig} Rig */
/** @typedef {import('../random.mjs').Random} Random */

/** @param {Rig} rig @param {Random} random */
export async function streams(rig, random) {
  const count = random.integer(0, 60);
  rig.count(1);
  let expected = 0;
  for await (const item of rig.py.stream('soak_work', random.pick(['count', 'count_async']), [count])) {
    assert.equal(item, expected++);
  }
  assert.equal(expected, count);
}

/** @param {Rig} rig @param {Random} random */
export async function streamsThatAreLeft(rig, random) {
  const last = random.integer(0, 40);
  rig.count(1);
  for await (const item of rig.py.stream('soak_work', 'endless')) if (item === last) break;
}

/** @param {Rig} rig @param {Random} random */
export async function streamsThatFail(rig, random) {
  const count = random.integer(0, 30);
  rig.count(1);
  let seen = 0;
  const error = await rejection(
    (async () => {
      for await (const item of rig.py.stream('soak_work', 'count_and_fail', [count]))
        assert.equal(item, seen++);
    })(),
  );
  assert.equal(error.type, 'ValueError');
  assert.equal(seen, count);
}

/** @param {Rig} rig @param {Random} random */
export async function streamsThatAreAborted(rig, random) {
  const { signal, reason } = abortsSoon(random);
  rig.count(1);
  const error = await rejection(
    (async () => {
      const count = random.integer(0, 30);
      for await (const _ of rig.py.stream('soak_work', 'count_and_hang', [count], { signal }));
    })(),
  );
  assert.equal(error, reason);
}
