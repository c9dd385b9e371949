import { join } from 'node:path';
import { findPythons } from '../find-pythons.mjs';
import { cacheFolder, root } from './paths.mjs';
import { show } from './run.mjs';
import { say } from './say.mjs';
import { isDebian } from './system-packages.mjs';

/**
 * @typedef {import('./python.mjs').FoundPython} FoundPython
 * @typedef {import('./python.mjs').Mode} Mode
 */

/** The builds that bring what most machines lack. Any Python of 3.9 or later can do multi_executor. */
const builds = /** @type {const} */ ([
  { mode: 'free_threaded', version: '3.13t' },
  { mode: 'subinterp', version: '3.13' },
]);

/**
 * Makes sure that the tests have a Python for every execution mode, building what is missing on Debian and Ubuntu.
 *
 * @returns {Promise<{ pythons: FoundPython[], missing: Mode[] }>} all Pythons of this machine, and the modes that none of
 *   them takes by itself
 */
export async function providePythons() {
  let pythons = await findPythons();
  /** @type {Mode[]} */
  const missing = [];
  for (const { mode, version } of builds) {
    if (pythons.some((python) => python.mode === mode)) continue;
    if (await build(mode, version)) pythons = await findPythons();
    else missing.push(mode);
  }
  return { pythons, missing };
}

/**
 * @param {Mode} mode
 * @param {string} version
 */
async function build(mode, version) {
  if (!isDebian()) {
    say(`no Python for ${mode} mode here; this script can build one on Debian and Ubuntu only.
get one (uv python install ${version}, or pyenv install ${version} with --enable-shared), then name its folder
in $PYLOOM_TEST_PYTHONS. Until then the tests of this mode are skipped.`);
    return false;
  }
  say(`no Python for ${mode} mode here: building ${version} into ${cacheFolder()}, 2 to 4 minutes`);
  const { failed } = await show('bash', [join(root, 'scripts/build-python.sh'), cacheFolder(), version]);
  if (failed) say(`Python ${version} could not be built (see above)`);
  return !failed;
}
