// Calls that end by themselves.
import assert from 'node:assert/strict';
import { rejects } from './outcomes.mjs';

/** @typedef {import('../rig.mjs').Rig} Rig */
/** @typedef {import('../random.mjs').Random} Random */

/** @param {Random} random */
function someValue(random) {
  return random.pick([
    random.integer(-1000, 1000),
    random.next() + 0.5,
    'text '.repeat(random.integer(0, 50)),
    [1, 'two', { three: [null, true] }],
    { a: random.next() + 0.5, b: { c: ['ä', '🐍'] } },
    2n ** 70n,
    new Date(random.integer(0, 2 ** 40)),
    new Map([[1, 'one']]),
    new Set([1, 2, 3]),
  ]);
}

/** @param {Rig} rig @param {Random} random */
export async function values(rig, random) {
  const sent = Array.from({ length: random.integer(1, 10) }, () => someValue(random));
  const came = await Promise.all(sent.map((value) => rig.counted(rig.py.call('soak_work', 'echo', [value]))));
  assert.deepEqual(came, sent);
}

/** @param {Rig} rig @param {Random} random */
export async function memory(rig, random) {
  const size = random.integer(0, 200_000);
  assert.equal(await rig.counted(rig.py.call('soak_work', 'weigh', [new Uint8Array(size)])), size);
  const made = await rig.counted(rig.py.call('soak_work', 'make', [size]));
  assert.equal(made.length, size);
}

/** @param {Rig} rig @param {Random} random */
export async function computing(rig, random) {
  const rounds = random.integer(100, 20_000);
  const expected = ((rounds - 1) * rounds * (2 * rounds - 1)) / 6;
  assert.equal(await rig.counted(rig.py.call('soak_work', 'compute', [rounds])), expected);
}

/** @param {Rig} rig @param {Random} random */
export async function expressions(rig, random) {
  const n = random.integer(0, 1000);
  assert.equal(await rig.counted(rig.py.eval('n * 2 + 1', { n })), 2 * n + 1);
  await rig.counted(rig.py.exec(`soaked = ${n}`));
}

/** @param {Rig} rig @param {Random} random */
export async function errors(rig, random) {
  const text = `number ${random.integer(0, 1e6)}`;
  await rejects(rig.counted(rig.py.call('soak_work', 'fail', [text])), {
    type: 'ValueError',
    pythonMessage: text,
  });
  await rejects(rig.counted(rig.py.call('no_such_module', 'f')), { type: 'ModuleNotFoundError' });
  await rejects(rig.counted(rig.py.call('soak_work', 'echo', [Symbol('none')])), {
    code: 'ERR_PYLOOM_CONVERSION',
  });
}

/** @param {Rig} rig @param {Random} random */
export async function coroutines(rig, random) {
  const count = random.integer(1, 30);
  const calls = Array.from({ length: count }, (_, i) => rig.counted(rig.py.call('soak_work', 'later', [i])));
  assert.deepEqual(
    await Promise.all(calls),
    Array.from({ length: count }, (_, i) => i),
  );
}

/** @param {Rig} rig @param {Random} random */
export async function together(rig, random) {
  const count = random.integer(0, 40);
  const calls = Array.from({ length: count }, (_, i) =>
    i % 7 === 3 ? ['soak_work', 'fail', ['no']] : ['soak_work', 'echo', [i]],
  );
  rig.count(count);
  const outcomes = await rig.py.parallel(calls);
  outcomes.forEach((outcome, i) => {
    if (i % 7 === 3) assert.equal(outcome.reason?.type, 'ValueError');
    else assert.equal(outcome.value, i);
  });
}

/** On the JavaScript thread itself. @param {Rig} rig @param {Random} random */
export function synchronous(rig, random) {
  const n = random.integer(0, 1000);
  // One that finds no permit is refused at once: that is no fault.
  if (rig.py.semaphore.current >= rig.py.semaphore.max) return;
  rig.count(1);
  assert.equal(rig.py.callSync('soak_work', 'apply', [(m) => m + 1, n]), n + 1);
}

/** @param {Rig} rig @param {Random} random */
export async function counters(rig, random) {
  const times = random.integer(1, 50);
  await rig.counted(rig.py.call('soak_work', 'increment', ['soak', times]));
  rig.increments += times;
}

let lines = 0;

/** @param {Rig} rig */
export async function printing(rig) {
  const line = `line ${rig.id} ${lines++}`;
  await rig.counted(rig.py.call('soak_work', 'say', [line]));
  rig.tell?.(line);
}
