import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, withScratch } from '../lib/paths.mjs';
import { mustRun, run, within } from '../lib/run.mjs';
import { known, knownOnLanes } from './known.mjs';

/**
 * @typedef {object} Settings
 * @property {string} name of the suite: 'test_os'
 * @property {string} python the executable
 * @property {number} limit seconds
 * @property {string} logs the folder for what the suite prints
 *
 * @typedef {object} Way how a suite is run
 * @property {string} id names its logs and outcomes
 * @property {(suite: string, python: string, report: string) => [command: string, ...args: string[]]} command
 *
 * @typedef {object} Result
 * @property {Record<string, string> | undefined} outcomes by test: 'passed', 'failed', 'skipped'; none of a process that crashed or hung
 * @property {string} end how the process ended: 'exit code 0', 'time limit'
 */

// What needs the network, a display, gigabytes, or minutes of a processor is left out.
const resources = 'all,-network,-urlfetch,-largefile,-gui,-cpu';
const cli = join(root, 'packages/client/dist/cli.js');

/**
 * @param {string} suite
 * @param {string} report
 */
const regrtest = (suite, report, leftOut = known) => {
  const ignored = leftOut.flatMap((test) => ['-i', test]);
  return ['-m', 'test', '-v', '-u', resources, '--junit-xml', report, ...ignored, suite];
};

export const ways = {
  /** @type {Way} */
  plain: { id: 'python', command: (suite, python, report) => [python, ...regrtest(suite, report)] },
  /** @type {Way} */
  plainAsOnLanes: {
    id: 'python',
    command: (suite, python, report) => [python, ...regrtest(suite, report, knownOnLanes)],
  },
  /** @type {Way} */
  run: {
    id: 'run',
    command: (suite, python, report) => [
      process.execPath,
      cli,
      'run',
      '--python',
      python,
      ...regrtest(suite, report),
    ],
  },
  /** @type {Way} */
  subinterpreter: {
    id: 'subinterpreter',
    command: (suite, python, report) => [
      python,
      join(root, 'scripts/cpython-tests/own_subinterpreter.py'),
      suite,
      report,
      ...knownOnLanes,
    ],
  },
  /**
   * @param {string} mode
   * @returns {Way}
   */
  lane: (mode) => ({
    id: `lane-${mode}`,
    command: (suite, python, report) => [
      process.execPath,
      join(root, 'scripts/cpython-tests/lane.mjs'),
      python,
      mode,
      suite,
      report,
      ...knownOnLanes,
    ],
  }),
};

/**
 * @param {Way} way
 * @param {Settings} settings
 * @returns {Promise<Result>}
 */
export function runSuite({ id, command }, { name, python, limit, logs }) {
  return withScratch('cpt-', async (folder) => {
    const report = join(folder, 'report');
    // Not kept in memory: some suites print without end.
    const log = { file: join(logs, `${name}.${id}.log`) };
    const options = { cwd: folder, env: { TMPDIR: folder }, stdout: log, stderr: log, buffer: false };
    const suite = within(limit, command(name, python, report), options);
    const { exitCode, signal, durationMs } = await run(...suite);
    const outcomes = await readReport(python, report);
    const end = durationMs >= limit * 1000 ? 'time limit' : `exit code ${exitCode ?? signal}`;
    return { outcomes, end: outcomes === undefined ? `${end}, no report` : end };
  });
}

/**
 * @param {string} python
 * @param {string} report
 * @returns {Promise<Record<string, string> | undefined>}
 */
async function readReport(python, report) {
  try {
    const text = readFileSync(report, 'utf8');
    // By unittest a suite that skips itself as a whole leaves an empty one, by regrtest none.
    if (text.startsWith('{')) return text === '{}' ? undefined : JSON.parse(text);
  } catch {
    return undefined; // It ended before it could write one.
  }
  const script = join(root, 'scripts/cpython-tests/read_junit.py');
  return JSON.parse(await mustRun(`${report} cannot be read`, python, ['-I', script, report]));
}

/**
 * The names of all suites; of large packages of tests, their modules: 'test_asyncio.test_events'.
 *
 * @param {string} python
 */
export async function allSuites(python) {
  const list = await mustRun(`${python} has no package 'test'`, python, ['-m', 'test', '--list-tests']);
  const names = list.match(/^[\w.]*test_\w+$/gm) ?? [];
  return names.map((name) => name.replace(/^test\./, ''));
}
