import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findPythons } from '../find-pythons.mjs';
import { oldestMinor, probePython } from './python.mjs';
import { say } from './say.mjs';

/** @typedef {import('./system-packages.mjs').Need} Need */

/** A Python that pyloom can load; Debian's own needs a package beside it. @type {Need} */
export const runtimePython = {
  what: `a CPython of 3.${oldestMinor} or later with a shared library`,
  present: async () => userNamedOne() || (await defaultWorks()) || (await findPythons()).length > 0,
  packages: {
    'apt-get': ['python3', 'libpython3-dev'],
    dnf: ['python3', 'python3-libs'],
    apk: ['python3'],
    pacman: ['python'],
    brew: ['python'],
  },
};

/**
 * @returns {Promise<string | undefined>} the executable to name in $PYLOOM_PYTHON, where the one that pyloom would take by
 *   itself cannot be loaded and another one can
 */
export async function alternativePython() {
  if (userNamedOne()) return undefined;
  const first = await probePython('python3');
  if (!('problem' in first)) return undefined;
  const [other] = await findPythons();
  if (other) say(`${first.problem}; taking ${other.path} (Python ${other.version})`);
  return other?.path;
}

/** If the named one is wrong, pyloom's own message tells it best. */
function userNamedOne() {
  const { PYLOOM_PYTHON, VIRTUAL_ENV } = process.env;
  return Boolean(PYLOOM_PYTHON || VIRTUAL_ENV) || existsSync(resolve('.venv'));
}

async function defaultWorks() {
  return !('problem' in (await probePython('python3')));
}
