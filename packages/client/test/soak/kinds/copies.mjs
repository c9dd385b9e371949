// More copies of the package in the same process: CommonJS beside ESM, and what a test runner loads anew.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as esm from '@pyloom/client';
import { rejection } from './outcomes.mjs';

/** @typedef {import('../rig.mjs').Rig} Rig */
/** @typedef {import('../random.mjs').Random} Random */

const require = createRequire(import.meta.url);

/** Each thread has them, from its first use on: a copy stays as long as its thread. @type {(typeof esm)[] | undefined} */
let loaded;

function theCopies() {
  if (loaded) return loaded;
  const first = require('@pyloom/client');
  for (const file of Object.keys(require.cache)) {
    if (/packages.*(dist.*cjs|\.node)$/.test(file)) delete require.cache[file];
  }
  loaded = [first, require('@pyloom/client')];
  assert.equal(new Set([esm, ...loaded].map(({ createPython }) => createPython)).size, 3);
  return loaded;
}

/** They take what the others make. @param {Rig} rig @param {Random} random */
export async function copies(rig, random) {
  const [one, other] = random.chance(0.5) ? theCopies() : [...theCopies()].reverse();
  const n = random.integer(0, 1000);
  const py = await one.createPython({ ...rig.options, maxConcurrent: 4 });
  py.registerFunction('of_copy', (m) => m + 1);
  const own = rig.counted(rig.py.call('soak_work', 'later', [n]));
  assert.equal(await py.call('soak_work', 'ask', ['of_copy', n]), n + 1);
  assert.equal(await py.call('soak_work', 'apply', [async (m) => m + 1, n]), n + 1);
  assert.equal(py.callSync('soak_work', 'apply', [(m) => m + 1, n]), n + 1);
  assert.equal(await py.func('builtins', 'int')('11', other.kwargs({ base: 2 })), 3);
  // Processes are their client's own.
  const maker = rig.py.executionMode === 'process' ? py : rig.py;
  if (maker === rig.py) rig.count(1);
  const thing = await maker.eval(`__import__("soak_work").Thing(${n})`);
  assert.equal(await py.eval('thing.double()', { thing }), 2 * n);
  const error = await rejection(py.call('soak_work', 'fail', ['copied']));
  for (const copy of [esm, one, other]) assert.ok(error instanceof copy.PythonError, String(error));
  assert.equal(await own, n);
  await py.close();
}
