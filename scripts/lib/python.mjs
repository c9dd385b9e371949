import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { root } from './paths.mjs';

/**
 * @typedef {'free_threaded' | 'subinterp' | 'multi_executor'} Mode
 *
 * @typedef {object} FoundPython
 * @property {string} path the executable
 * @property {string} version '3.13.0'
 * @property {string} label the minor version as the tests name it: '3.13', or '3.13t' for a free-threaded build
 * @property {boolean} freeThreaded
 * @property {Mode} mode what `mode: 'auto'` gives
 * @property {string} library libpython
 */

/** The oldest CPython that pyloom runs on. */
export const oldestMinor = 9;

const ask = promisify(execFile);
const probe = join(root, 'scripts/lib/probe_python.py');

/**
 * Asks an executable what it is.
 *
 * @param {string} executable
 * @returns {Promise<FoundPython | { problem: string }>} `problem` says why pyloom could not load it
 */
export async function probePython(executable) {
  let answer = '';
  let facts;
  try {
    answer = (await ask(executable, ['-I', '-X', 'utf8', probe], { timeout: 20_000 })).stdout;
    facts = JSON.parse(answer);
  } catch (error) {
    const answered =
      error instanceof SyntaxError ? `answered with ${JSON.stringify(answer.slice(0, 80))}` : '';
    return { problem: `${executable} ${answered || `cannot run: ${error}`}` };
  }
  const version = facts.version.join('.');
  if (facts.implementation !== 'cpython') {
    return { problem: `${executable} is ${facts.implementation}, not CPython` };
  }
  if (facts.version[0] !== 3 || facts.version[1] < oldestMinor) {
    return { problem: `${executable} is Python ${version}, older than 3.${oldestMinor}` };
  }
  if (!facts.library) return { problem: `${executable} (Python ${version}) has no shared library` };
  return describePython(facts.executable, facts.version, facts.free_threaded, facts.library);
}

/** Whether the user has named one. If it is wrong, pyloom's own message tells it best. */
export function isPythonNamed() {
  const { PYLOOM_PYTHON, VIRTUAL_ENV } = process.env;
  return Boolean(PYLOOM_PYTHON || VIRTUAL_ENV) || existsSync(resolve('.venv'));
}

/**
 * @param {string} path
 * @param {[number, number, number]} version
 * @param {boolean} freeThreaded
 * @param {string} library
 * @returns {FoundPython}
 */
export function describePython(path, version, freeThreaded, library) {
  const [, minor, patch] = version;
  // Sub-interpreters with their own GIL corrupt the heap before 3.12.4.
  const withOwnGil = minor > 12 || (minor === 12 && patch >= 4) ? 'subinterp' : 'multi_executor';
  return {
    path,
    version: version.join('.'),
    label: `3.${minor}${freeThreaded ? 't' : ''}`,
    freeThreaded,
    mode: freeThreaded ? 'free_threaded' : withOwnGil,
    library,
  };
}
