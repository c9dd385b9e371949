import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { failure, readOutcome } from './report.mjs';
import { folderOf } from './suites.mjs';
import { filters, runTurbo } from './turbo.mjs';

/** @typedef {import('./report.mjs').Outcome & { cached?: boolean }} SuiteOutcome */

/** A native deadlock cannot be ended from within vitest; nothing that works takes nearly as long. */
const limitMinutes = 10;

export const reportsFolder = join(root, 'reports');

/**
 * Runs one suite through turbo, which builds what it needs, and takes the outcome from its cache where nothing that matters
 * has changed. The report ends up in reports/<suite>.<label>.json.
 *
 * @param {string} name
 * @param {string} label the column of the table
 * @param {{ env?: Record<string, string>, force?: boolean }} [options]
 * @returns {Promise<SuiteOutcome>}
 */
export async function runSuite(name, label, { env = {}, force = false } = {}) {
  const written = join(root, folderOf(name), 'reports');
  const kept = join(reportsFolder, `${name}.${label}.json`);
  const runs = join(root, '.turbo/runs');
  // turbo stores and restores the whole folder: a report of another Python in it would come back much later.
  for (const path of [written, kept, runs]) rmSync(path, { recursive: true, force: true });

  const flags = ['--output-logs=new-only', '--log-prefix=none', '--summarize', ...(force ? ['--force'] : [])];
  const { timedOut } = await runTurbo(['test', ...filters([name]), ...flags], {
    show: true,
    // The version is there for turbo: what passed on one Node may fail on another.
    env: { ...process.env, ...env, PYLOOM_TEST_LABEL: label, PYLOOM_TEST_NODE: process.version },
    limit: limitMinutes * 60_000,
  });
  if (timedOut) return failure(`ended after ${limitMinutes} minutes`);

  mkdirSync(reportsFolder, { recursive: true });
  if (existsSync(join(written, `${label}.json`))) renameSync(join(written, `${label}.json`), kept);
  const task = readSummary(runs).find(({ taskId }) => taskId === `@pyloom/${name}#test`);
  return { ...readOutcome(kept, task?.execution?.exitCode ?? 1), cached: task?.cache?.status === 'HIT' };
}

/**
 * @param {string} folder
 * @returns {{ taskId: string, cache?: { status: string }, execution?: { exitCode: number } }[]} what turbo ran
 */
function readSummary(folder) {
  const [file] = existsSync(folder) ? readdirSync(folder) : [];
  return file ? JSON.parse(readFileSync(join(folder, file), 'utf8')).tasks : [];
}
