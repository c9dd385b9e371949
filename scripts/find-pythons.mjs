// Lists the CPythons on this machine that pyloom can load: node scripts/find-pythons.mjs
/** @import { FoundPython } from './lib/types.ts' */
import { realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { inspectPython, listPythons } from './lib/inspect-python.mjs';
import { main, SetupError } from './lib/say.mjs';

/**
 * Every CPython from 3.9 on that has a shared library, the newest first. Where two are the same version, the one that
 * was named or found first comes first: $PYLOOM_TEST_PYTHONS, the PATH, /opt/python, and what pyloom itself finds.
 */
export async function findPythons(environment = process.env) {
  const { PATH = '', PYLOOM_TEST_PYTHONS = '' } = environment;
  const named = PYLOOM_TEST_PYTHONS.split(delimiter).filter(Boolean).map(folderOf);
  const installed = globSync('/opt/python/*/bin', { onlyDirectories: true, expandDirectories: false });
  const env = { ...environment, PATH: [...named, PATH, ...installed].join(delimiter) };
  // A venv's python is a link to the one it was made from, which is the one to test with.
  const files = new Set((await listPythons({ env })).map(({ executable }) => realpathSync(executable)));
  /** @type {Map<string, FoundPython>} */
  const byLibrary = new Map();
  for (const python of await Promise.all([...files].map((path) => inspectPython(path, env)))) {
    if (!(python instanceof Error || byLibrary.has(python.library))) byLibrary.set(python.library, python);
  }
  return [...byLibrary.values()].sort(
    (a, b) =>
      b.version.localeCompare(a.version, 'en', { numeric: true }) ||
      Number(b.freeThreaded) - Number(a.freeThreaded),
  );
}

/** One for a command that needs any: $PYLOOM_PYTHON, else one with sub-interpreters, where there is one, which show most. */
export async function anyPython() {
  const { PYLOOM_PYTHON: named } = process.env;
  if (named) {
    const python = await inspectPython(named);
    if (python instanceof Error) throw new SetupError(python.message);
    return python;
  }
  const found = await findPythons();
  const python = found.find(({ mode }) => mode === 'subinterp') ?? found[0];
  if (python) return python;
  throw new SetupError('no Python was found that pyloom can load');
}

/** Where the executable is, which may be named itself. @param {string} path */
function folderOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? dirname(path) : join(path, 'bin');
}

await main(import.meta, async () => {
  const pythons = await findPythons();
  console.table(pythons, ['label', 'version', 'mode', 'path']);
  return pythons.length > 0 ? 0 : 1;
});
