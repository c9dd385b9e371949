import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { readOutcome } from './report.mjs';
import { folderOf } from './suites.mjs';
import { filters, runTurbo } from './turbo.mjs';

/** @typedef {import('./report.mjs').Outcome & { cached: boolean, seconds: number }} SuiteOutcome */

/** A native deadlock cannot be ended from within vitest; nothing that works takes nearly as long. */
const limit = 15 * 60_000;

export const reportsFolder = join(root, 'reports');

/**
 * Runs the suites of some packages once, through turbo, which builds what they need and takes an outcome from its cache
 * where nothing that matters has changed. The reports end up in reports/<suite>.<label>.json.
 *
 * @param {readonly string[]} names
 * @param {string} label the column of the table
 * @param {{ env?: Record<string, string>, force?: boolean }} [options]
 * @returns {Promise<Map<string, SuiteOutcome>>} by name
 */
export async function runSuites(names, label, { env = {}, force = false } = {}) {
  // turbo stores and restores the whole folder: a report of another Python in it would come back much later.
  for (const name of names) rmSync(join(root, folderOf(name), 'reports'), { recursive: true, force: true });
  const runs = join(root, '.turbo/runs');
  rmSync(runs, { recursive: true, force: true });

  const flags = [
    '--continue=dependencies-successful',
    '--concurrency=1',
    '--output-logs=new-only',
    '--log-prefix=none',
  ];
  await runTurbo(['test', ...filters(names), ...flags, '--summarize', ...(force ? ['--force'] : [])], {
    show: true,
    env: { ...process.env, ...env, PYLOOM_TEST_LABEL: label },
    limit,
  });

  const tasks = readSummary(runs);
  mkdirSync(reportsFolder, { recursive: true });
  return new Map(names.map((name) => [name, collect(name, label, tasks.get(`@pyloom/${name}#test`))]));
}

/**
 * @param {string} name
 * @param {string} label
 * @param {TurboTask | undefined} task
 * @returns {SuiteOutcome}
 */
function collect(name, label, task) {
  const written = join(root, folderOf(name), 'reports', `${label}.json`);
  const kept = join(reportsFolder, `${name}.${label}.json`);
  rmSync(kept, { force: true });
  if (existsSync(written)) renameSync(written, kept);
  const { exitCode = 1, startTime = 0, endTime = 0 } = task?.execution ?? {};
  return {
    ...readOutcome(kept, exitCode),
    cached: task?.cache?.status === 'HIT',
    seconds: (endTime - startTime) / 1000,
  };
}

/**
 * @typedef {{ taskId: string, cache?: { status: string },
 *   execution?: { exitCode: number, startTime: number, endTime: number } }} TurboTask
 */

/**
 * @param {string} folder
 * @returns {Map<string, TurboTask>} what turbo ran, by task; empty if it was killed
 */
function readSummary(folder) {
  const [file] = existsSync(folder) ? readdirSync(folder) : [];
  if (!file) return new Map();
  /** @type {{ tasks: TurboTask[] }} */
  const { tasks } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return new Map(tasks.map((task) => [task.taskId, task]));
}
