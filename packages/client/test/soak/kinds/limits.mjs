// Calls that are ended from outside: by a time limit, a signal, the interrupt of a context.
import { abortsSoon, rejects, valueOrReason } from './outcomes.mjs';

/** @typedef {import('../rig.mjs').Rig} Rig */
/** @typedef {import('../random.mjs').Random} Random */

const timedOut = { code: 'ERR_PYLOOM_TIMEOUT' };

/** @param {Rig} rig @param {Random} random */
export async function timeLimits(rig, random) {
  const timeout = random.integer(1, 50);
  const name = random.pick(['busy', 'busy', 'stubborn', 'forever']);
  await rejects(rig.counted(rig.py.call('soak_work', name, [], { timeout })), timedOut);
}

/** Long enough for the lane to be given up. @param {Rig} rig @param {Random} random */
export async function stuckInC(rig, random) {
  const call = rig.counted(rig.py.call('soak_work', 'sleep', [0.3], { timeout: random.integer(1, 20) }));
  // Where this thread itself stands still for that long, the answer is there before the timer rings.
  const value = await call.catch((error) => error);
  if (value !== null && value.code !== timedOut.code) throw value;
}

/** @param {Rig} rig @param {Random} random */
export async function execAndEval(rig, random) {
  const timeout = random.integer(1, 30);
  await rejects(rig.counted(rig.py.exec('while True: pass', { timeout })), timedOut);
  await rejects(rig.counted(rig.py.eval('all(True for _ in iter(int, 1))', {}, { timeout })), timedOut);
}

/** @param {Rig} rig @param {Random} random */
export async function aborts(rig, random) {
  const { signal, reason } = abortsSoon(random);
  const calls = [
    valueOrReason(rig.counted(rig.py.call('soak_work', 'echo', [1], { signal })), 1, reason),
    valueOrReason(rig.counted(rig.py.call('soak_work', 'busy', [], { signal })), undefined, reason),
    valueOrReason(rig.counted(rig.py.call('soak_work', 'later', [2], { signal })), 2, reason),
    valueOrReason(rig.counted(rig.py.call('soak_work', 'sleep', [0.01], { signal })), null, reason),
    valueOrReason(rig.counted(rig.py.call('soak_work', 'forever', [], { signal })), undefined, reason),
  ];
  await Promise.all(calls);
}

/** A chain that is ended at whatever depth it is by then. @param {Rig} rig @param {Random} random */
export async function abortedChains(rig, random) {
  const { signal, reason } = abortsSoon(random);
  const depth = random.integer(1, 40);
  const [name, host] = random.pick([
    ['down', rig.names.down],
    ['down_async', rig.names.downAsync],
  ]);
  await valueOrReason(rig.counted(rig.py.call('soak_work', name, [host, depth], { signal })), depth, reason);
}

/** @param {Rig} rig @param {Random} random */
export async function hostFunctionsThatNeverAnswer(rig, random) {
  const name = random.pick(['ask', 'ask_async']);
  const timeout = random.integer(1, 30);
  await rejects(rig.counted(rig.py.call('soak_work', name, [rig.names.never], { timeout })), timedOut);
}

/** Of a nested call, which its host function survives. @param {Rig} rig */
export async function nestedLimits(rig) {
  const answer = await rig.counted(rig.py.call('soak_work', 'ask', [rig.names.impatient]));
  if (answer !== 'PythonTimeoutError') throw new Error(`the host function got ${answer}`);
}

/** Large arguments of calls that are given up while they wait for a lane: nothing holds them any longer. @param {Rig} rig @param {Random} random */
export async function cancelledArguments(rig, random) {
  const { signal, reason } = abortsSoon(random);
  const size = random.integer(1, 4) * 2 ** 20;
  const calls = Array.from({ length: 4 }, () =>
    valueOrReason(
      rig.counted(rig.py.call('soak_work', 'weigh', [new Uint8Array(size)], { signal })),
      size,
      reason,
    ),
  );
  const limited = rig.counted(rig.py.call('soak_work', 'weigh', [new Uint8Array(size)], { timeout: 1 }));
  await Promise.all([...calls, limited.catch((error) => rejects(Promise.reject(error), timedOut))]);
}
