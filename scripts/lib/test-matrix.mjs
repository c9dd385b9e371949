/** @import { FoundPython, Mode } from './types.ts' */
import { existsSync, realpathSync } from 'node:fs';

/** The minor versions at which CPython's C-API, or what pyloom makes of it, changes. */
const preferred = ['3.9', '3.11', '3.12', '3.13', '3.13t', '3.14', '3.14t'];

/** @type {readonly Mode[]} */
const modes = ['multi_executor', 'subinterp', 'free_threaded'];

/**
 * The Pythons to test with, the oldest first. One for each mode, unless more are asked for.
 *
 * @param {readonly FoundPython[]} pythons all that there are, the newest first
 * @param {object} [options]
 * @param {readonly string[]} [options.wanted] labels, versions or paths ('3.13t', '3.12.1', '/usr/bin/python3'); each must be there
 * @param {boolean} [options.matrix] one for each version of CPython that matters
 * @param {boolean} [options.all] one of each version that there is
 */
export function chooseMatrix(pythons, { wanted = [], matrix = false, all = false } = {}) {
  const chosen = new Set(wanted.map((name) => named(pythons, name)));
  if (all) {
    const versions = new Map(
      pythons.toReversed().map((each) => [`${each.version} ${each.freeThreaded}`, each]),
    );
    return [...versions.values()];
  }
  if (matrix) {
    for (const label of preferred) {
      const newest = pythons.find((python) => python.label === label);
      if (newest) chosen.add(newest);
    }
  }
  for (const mode of wanted.length > 0 ? [] : modes) {
    const covered = [...chosen].some((python) => python.mode === mode);
    const newest = covered ? undefined : ofMode(pythons, mode);
    if (newest) chosen.add(newest);
  }
  return pythons.filter((python) => chosen.has(python)).reverse();
}

/**
 * The newest, but of `multi_executor` 3.11 where there is one: the last version that has no sub-interpreters at all.
 *
 * @param {readonly FoundPython[]} pythons the newest first
 * @param {Mode} mode
 */
function ofMode(pythons, mode) {
  const fitting = pythons.filter((python) => python.mode === mode);
  return fitting.find(({ label }) => mode === 'multi_executor' && label === '3.11') ?? fitting[0];
}

/** @param {FoundPython} python @param {string} name a label, a version or a path, of a link too */
export function isNamed({ label, version, path }, name) {
  if ([label, version, path].includes(name)) return true;
  return existsSync(name) && realpathSync(name) === realpathSync(path);
}

/** @param {readonly FoundPython[]} pythons @param {string} name */
function named(pythons, name) {
  const python = pythons.find((candidate) => isNamed(candidate, name));
  if (python) return python;
  const there = pythons.map(({ label, path }) => `${label} (${path})`).join(', ');
  throw new RangeError(`no Python ${name} here; there is: ${there}`);
}
