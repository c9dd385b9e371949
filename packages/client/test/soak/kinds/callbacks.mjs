// Python calls JavaScript calls Python.
import assert from 'node:assert/strict';
import { rejection } from './outcomes.mjs';

/** @typedef {import('../rig.mjs').Rig} Rig */
/** @typedef {import('../random.mjs').Random} Random */

const upTo = (count) => Array.from({ length: count }, (_, i) => i);

/** @param {Rig} rig @param {Random} random */
export async function chains(rig, random) {
  const depth = random.integer(0, 40);
  const [name, host] = random.pick([
    ['down', rig.names.down],
    ['down', rig.names.down],
    ['down_async', rig.names.downAsync],
  ]);
  assert.equal(await rig.counted(rig.py.call('soak_work', name, [host, depth])), depth);
}

/** @param {Rig} rig @param {Random} random */
export async function manyAnswers(rig, random) {
  const times = random.integer(1, 50);
  const name = random.pick([rig.names.next, rig.names.nextAsync]);
  assert.equal(await rig.counted(rig.py.call('soak_work', 'ask_often', [name, times])), times);
}

/** Nested calls at once. @param {Rig} rig @param {Random} random */
export async function fans(rig, random) {
  const count = random.integer(1, 20);
  const answer = await rig.counted(rig.py.call('soak_work', 'ask', [rig.names.fan, count]));
  assert.deepEqual(answer, upTo(count));
}

/** @param {Rig} rig @param {Random} random */
export async function awaiting(rig, random) {
  const times = random.integer(1, 20);
  const answer = await rig.counted(rig.py.call('soak_work', 'ask_in_own_loop', [rig.names.nextAsync, times]));
  assert.deepEqual(
    answer,
    upTo(times).map((n) => n + 1),
  );
}

/** @param {Rig} rig @param {Random} random */
export async function threads(rig, random) {
  const [count, calls] = [random.integer(1, 4), random.integer(1, 10)];
  const answer = await rig.counted(rig.py.call('soak_work', 'in_threads', [rig.names.next, count, calls]));
  assert.deepEqual(
    answer.flat(),
    upTo(count * calls).map((n) => n + 1),
  );
}

/** @param {Rig} rig @param {Random} random */
export async function functionArguments(rig, random) {
  const n = random.integer(0, 1000);
  const twice = random.chance(0.5) ? (m) => m * 2 : async (m) => m * 2;
  assert.equal(await rig.counted(rig.py.call('soak_work', 'apply', [twice, n])), 2 * n);
}

/** @param {Rig} rig */
export async function thrownErrors(rig) {
  const error = new RangeError('mine');
  const fail = async () => {
    throw error;
  };
  assert.equal(await rejection(rig.counted(rig.py.call('soak_work', 'apply', [fail, 0]))), error);
  assert.equal(await rig.counted(rig.py.call('soak_work', 'catch', [rig.names.fail])), 'as told');
}

/** Of a worker thread, that may not be there or end meanwhile. @param {Rig} rig @param {Random} random */
export async function workersFunctions(rig, random) {
  const n = random.integer(0, 1000);
  const answer = await rig.counted(rig.py.call('soak_work', 'ask_in_thread', ['function_of_worker', n]));
  if (answer !== 'UnknownFunctionError' && answer !== 'RuntimeError') assert.equal(answer, n + 1);
}
