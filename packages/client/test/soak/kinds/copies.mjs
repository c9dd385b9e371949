// Another copy of the package in the same process, as CommonJS beside ESM is, or what a test runner loads anew.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { isPyloomError } from '@pyloom/client';

/** @typedef {import('../rig.mjs').Rig} Rig */
/** @typedef {import('../random.mjs').Random} Random */

const copy = createRequire(import.meta.url)('@pyloom/client');

/** @param {Rig} rig @param {Random} random */
export async function copies(rig, random) {
  const n = random.integer(0, 1000);
  const py = await copy.createPython({ ...rig.options, maxConcurrent: 4 });
  py.registerFunction('of_copy', (m) => m + 1);
  assert.equal(await py.call('soak_work', 'ask', ['of_copy', n]), n + 1);
  assert.equal(await py.call('soak_work', 'later', [n]), n);
  const builtins = await py.import('builtins');
  assert.equal(await builtins.int('11', copy.kwargs({ base: 2 })), 3);
  const error = await py.call('soak_work', 'fail', ['copied']).catch((reason) => reason);
  assert.ok(isPyloomError(error) && error.pythonMessage === 'copied');
  assert.equal(await rig.counted(rig.py.call('soak_work', 'echo', [n])), n);
  await py.close();
}
