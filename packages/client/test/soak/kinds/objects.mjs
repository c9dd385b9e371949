// Contexts, references, clients.
import assert from 'node:assert/strict';
import { createPython } from '@pyloom/client';
import { rejection, rejects } from './outcomes.mjs';

/** @typedef {import('../rig.mjs').Rig} Rig */
/** @typedef {import('../random.mjs').Random} Random */

/** @param {Rig} rig @param {Random} random */
export async function contexts(rig, random) {
  const context = await rig.py.context({ home: random.chance(0.3) });
  const n = random.integer(0, 1000);
  await rig.counted(context.exec(`x = ${n}`));
  assert.equal(await rig.counted(context.eval('x + 1')), n + 1);
  assert.equal(await rig.counted(context.call('soak_work', 'later', [n])), n);
  await context.close();
}

/** @param {Rig} rig */
export async function interruptedContexts(rig) {
  const context = await rig.py.context();
  const begun = new Promise((resolve) => {
    rig.counted(context.call('soak_work', 'apply', [() => resolve(undefined), 0])).catch(resolve);
  });
  const error = rejection(rig.counted(context.exec('while True: pass')));
  await begun;
  let ended = false;
  error.finally(() => {
    ended = true;
  });
  // The one before may be what runs still.
  while (!ended && !context.interrupt()) await new Promise(setImmediate);
  const interrupted = await Promise.race([error, new Promise((resolve) => setTimeout(resolve, 100))]);
  if (interrupted === undefined) context.interrupt();
  assert.equal((await error).code, 'ERR_PYLOOM_INTERRUPTED');
  await context.close();
}

/** Released in time, or left to the garbage collector. @param {Rig} rig @param {Random} random */
export async function references(rig, random) {
  const n = random.integer(0, 1000);
  const thing = await rig.counted(rig.py.call('soak_work', 'thing', [n]));
  assert.equal(await rig.counted(thing.double()), 2 * n);
  assert.equal(await rig.counted(thing.value), n);
  if (random.chance(0.5)) await thing[Symbol.asyncDispose]();
}

/** A client more, that comes and goes, with little room. @param {Rig} rig @param {Random} random */
export async function clients(rig, random) {
  const py = await createPython({
    ...rig.options,
    maxConcurrent: 2,
    acquireTimeout: random.pick([0, 10_000]),
  });
  py.registerFunction('own', (n) => n + 1);
  const calls = Array.from({ length: 6 }, (_, i) => py.call('soak_work', 'ask', ['own', i]));
  const outcomes = await Promise.allSettled(calls);
  for (const [i, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') assert.equal(outcome.value, i + 1);
    else assert.equal(outcome.reason.code, 'ERR_PYLOOM_OVERLOADED');
  }
  if (random.chance(0.3)) {
    // Cut off by the close.
    const cut = rejects(py.call('soak_work', 'busy'), { code: 'ERR_PYLOOM_CLOSED' });
    await Promise.all([cut, py.close({ timeout: random.integer(0, 20) }), py.close()]);
  }
  await py.close();
  const { running, queued, overloaded, completed, aborted } = py.stats();
  assert.deepEqual({ running, queued }, { running: 0, queued: 0 });
  assert.equal(overloaded + completed + aborted, calls.length + aborted);
}

/** @param {Rig} rig */
export async function housekeeping(rig) {
  await rig.py.gc();
  const { allocatedBlocks } = await rig.py.memoryStats();
  assert.ok(allocatedBlocks.length > 0);
}

/**
 * Every call of it sees one source or another, of whichever thread. A few names, since what is defined stays for the life of the
 * process. @param {Rig} rig @param {Random} random
 */
export async function definedModules(rig, random) {
  const name = `soak_defined_${random.integer(0, 3)}`;
  const version = random.integer(0, 1000);
  await rig.py.defineModule(name, `def version(): return ${version}`);
  assert.equal(typeof (await rig.counted(rig.py.call(name, 'version'))), 'number');
}
