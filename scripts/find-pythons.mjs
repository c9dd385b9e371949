// Lists the CPythons on this machine that pyloom can load: node scripts/find-pythons.mjs
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheFolder } from './lib/paths.mjs';
import { probePython } from './lib/python.mjs';

/** @typedef {import('./lib/python.mjs').FoundPython} FoundPython */

/**
 * Every CPython from 3.9 on that has a shared library, the newest first. Where two are the same version, the one that
 * was named or found first comes first: $PYLOOM_TEST_PYTHONS, the PATH, pyenv, uv, the usual folders, pyloom's cache.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<FoundPython[]>}
 */
export async function findPythons(environment = process.env) {
  // A venv's python is a link to the one it was made from, which is the one to test with.
  const files = new Set(
    candidates(environment)
      .filter(isFile)
      .map((path) => realpathSync(path)),
  );
  /** @type {Map<string, FoundPython>} */
  const found = new Map();
  for (const answer of await Promise.all([...files].map(probePython))) {
    if ('problem' in answer) continue;
    const key = realpathSync(answer.path);
    if (!found.has(key)) found.set(key, answer);
  }
  return [...found.values()].sort(
    (a, b) =>
      b.version.localeCompare(a.version, 'en', { numeric: true }) ||
      Number(b.freeThreaded) - Number(a.freeThreaded),
  );
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string[]} where executables may be
 */
function candidates(environment) {
  const path = (environment.PATH ?? '').split(delimiter);
  // pyenv's root need not be where it is by default; its shims on the PATH tell.
  const shims = path.filter((folder) => folder.endsWith('/shims')).map((folder) => dirname(folder));
  const pyenvRoots = [environment.PYENV_ROOT ?? join(homedir(), '.pyenv'), ...shims];
  const named = (environment.PYLOOM_TEST_PYTHONS ?? '').split(delimiter).filter(Boolean);
  return [
    ...named.map((path) => (isFile(path) ? path : join(path, 'bin/python3'))),
    ...path.flatMap(pythonsIn),
    ...pyenvRoots.flatMap((folder) => installationsIn(join(folder, 'versions'))),
    ...installationsIn(join(homedir(), '.local/share/uv/python')),
    ...['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin'].flatMap(pythonsIn),
    ...installationsIn('/opt/python'),
    ...installationsIn(join(cacheFolder(environment), 'python')),
  ];
}

/** @param {string} folder */
function pythonsIn(folder) {
  // pyenv's and asdf's shims find a version only if it is switched on; the installations themselves are looked up below.
  const names = folder.endsWith('shims') ? /^python3$/ : /^python3(\.\d+t?)?$/;
  return list(folder)
    .filter((name) => names.test(name))
    .map((name) => join(folder, name));
}

/** @param {string} folder */
function installationsIn(folder) {
  return list(folder).map((name) => join(folder, name, 'bin/python3'));
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    // Missing, no folder, or closed to us: no Python that we could use is in there.
    return [];
  }
}

/** @param {string} path */
function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const pythons = await findPythons();
  console.table(pythons, ['label', 'version', 'mode', 'path']);
  process.exitCode = pythons.length > 0 ? 0 : 1;
}
