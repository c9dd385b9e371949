// How many times as fast four calls are that compute, of plain Python, NumPy and pandas, on Pythons with one GIL and with one for each
// interpreter: in lanes that are threads, in two processes, and as plain programs, two at a time.
import { findPython, PythonNotFoundError } from '@pyloom/client';
import { pythonWithLibraries } from '../lib/libraries-venv.mjs';
import { median } from '../lib/measure.mjs';
import { measureApart } from '../lib/measure-apart.mjs';
import { figureOf, table } from '../lib/report.mjs';
import { tasks } from './tasks.mjs';

const versions = ['3.9', '3.11', '3.13'];

/**
 * @param {unknown} _python it takes the Pythons of its own list that are found here
 * @param {{ rounds?: number, log?: (line: string) => void }} [options]
 * @returns {Promise<Record<string, string[]>>} lines of Markdown, by the part of the page that they are for
 */
export async function factors(_python, { rounds = 5, log = () => {} } = {}) {
  const rows = [];
  for (const version of versions) {
    const executable = await pythonOf(version, log);
    if (executable === undefined) continue;
    const figures = [];
    for (let round = 0; round < rounds; round++) {
      log(`CPython ${version}, round ${round + 1} of ${rounds}`);
      figures.push(await measureApart(new URL('round.mjs', import.meta.url), [executable]));
    }
    for (const { name } of tasks) {
      const of = (contender) => figureOf(median(figures.map((round) => round[name][contender])), '×');
      rows.push([`${name}, CPython ${version}`, of('threads'), of('processes'), of('programs')]);
    }
  }
  const head = ['four calls that compute', 'threads', 'two processes', 'plain programs, two at a time'];
  return { factors: table(head, rows) };
}

async function pythonOf(version, log) {
  try {
    return await pythonWithLibraries(await findPython({ python: version }));
  } catch (error) {
    if (!(error instanceof PythonNotFoundError)) throw error;
    log(`no CPython ${version} here`);
    return undefined;
  }
}
