/**
 * @typedef {import('./python.mjs').FoundPython} FoundPython
 * @typedef {import('./python.mjs').Mode} Mode
 */

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
 * @returns {FoundPython[]}
 */
export function chooseMatrix(pythons, { wanted = [], matrix = false, all = false } = {}) {
  /** @type {Set<FoundPython | undefined>} */
  const chosen = new Set();
  if (wanted.length > 0) {
    for (const name of wanted) chosen.add(named(pythons, name));
  } else if (all) {
    for (const { version, freeThreaded } of pythons) {
      chosen.add(
        pythons.find((python) => python.version === version && python.freeThreaded === freeThreaded),
      );
    }
  } else {
    if (matrix) for (const label of preferred) chosen.add(pythons.find((python) => python.label === label));
    for (const mode of modes) {
      const covered = [...chosen].some((python) => python?.mode === mode);
      if (!covered) chosen.add(ofMode(pythons, mode));
    }
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

/**
 * @param {FoundPython} python
 * @param {string} name a label, a version or a path
 */
export function isNamed({ label, version, path }, name) {
  return [label, version, path].includes(name);
}

/**
 * @param {readonly FoundPython[]} pythons
 * @param {string} name
 */
function named(pythons, name) {
  const python = pythons.find((candidate) => isNamed(candidate, name));
  if (python) return python;
  const there = pythons.map(({ label, path }) => `${label} (${path})`).join(', ');
  throw new RangeError(`no Python ${name} here; there is: ${there}`);
}
