/** @import { Mode } from './types.ts' */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPythons } from '../find-pythons.mjs';
import { pythonBuild } from './needs.mjs';
import { cacheFolder, root } from './paths.mjs';
import { show } from './run.mjs';
import { say } from './say.mjs';
import { isDebian, provideIfPossible } from './system-packages.mjs';

/**
 * The builds that bring what most machines lack; `note` is a file in those that are built as they are today. Any Python of 3.9 or
 * later can do multi_executor.
 */
const builds = /** @type {const} */ ([
  { mode: 'free_threaded', version: '3.13t', note: 'spares-yields' },
  { mode: 'subinterp', version: '3.13', note: '' },
]);

/**
 * Makes sure that the tests have a Python for every execution mode, building what is missing on Debian and Ubuntu, or was built
 * in another way. All Pythons of this machine then, and the modes that none of them takes by itself.
 */
export async function providePythons() {
  let pythons = await findPythons();
  /** @type {Mode[]} */
  const missing = [];
  for (const { mode, version, note } of builds) {
    const isThere = pythons.some((python) => python.mode === mode);
    if (isThere && !isOutdated(version, note)) continue;
    say(
      isThere
        ? `the Python of ${mode} mode is built in another way today`
        : `no Python for ${mode} mode here`,
    );
    if (await build(version)) pythons = await findPythons();
    else if (!isThere) missing.push(mode);
  }
  return { pythons, missing };
}

/** Was it built here, in another way than it would be today? @param {string} version @param {string} note */
function isOutdated(version, note) {
  const folder = join(cacheFolder(), 'python', version);
  return existsSync(folder) && !existsSync(join(folder, note));
}

/** @param {string} version */
async function build(version) {
  if (isDebian() && (await provideIfPossible([pythonBuild]))) {
    say(`building ${version} into ${cacheFolder()}, 2 to 4 minutes`);
    const { failed } = await show('bash', [join(root, 'scripts/build-python.sh'), cacheFolder(), version]);
    if (!failed) return true;
    say(`Python ${version} could not be built (see above)`);
  }
  say(`get one (uv python install ${version}, or pyenv install ${version} with --enable-shared), then name its folder
in $PYLOOM_TEST_PYTHONS. Until then the tests of this mode are skipped.`);
  return false;
}
