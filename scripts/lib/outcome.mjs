import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reportsFolder } from './paths.mjs';

/**
 * What came of tests.
 *
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed a file that does not load, a hook that throws and a crash count as one each
 * @property {number} skipped
 * @property {readonly string[]} problems what failed, in words
 */

/** Something that failed as a whole. @param {string} problem @returns {Outcome} */
export function failure(problem) {
  return { passed: 0, failed: 1, skipped: 0, problems: [problem] };
}

/** @param {readonly Outcome[]} outcomes @returns {Outcome} */
export function sum(outcomes) {
  /** @param {'passed' | 'failed' | 'skipped'} what */
  const total = (what) => outcomes.reduce((sum, outcome) => sum + outcome[what], 0);
  const problems = outcomes.flatMap((outcome) => outcome.problems);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped'), problems };
}

/** The last line of `npm test`, which other programs read. @param {Outcome} outcome */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Runs vitest, and reads what it tells beside its report. It cannot be trusted alone: an error outside any test shows only in the
 * exit code, and a vitest that crashed or was killed tells nothing.
 *
 * @param {string} name of these tests
 * @param {(reporters: string[], env: Record<string, string>) => Promise<{ failed: boolean, shortMessage?: string }>} vitest
 *   runs it with these arguments and variables beside its own
 * @returns {Promise<Outcome>}
 */
export async function outcomeOf(name, vitest) {
  const file = join(reportsFolder, `${name}.json`);
  rmSync(file, { force: true });
  const reporters = [`--reporter=default`, `--reporter=${join(import.meta.dirname, 'outcome-reporter.mjs')}`];
  const { failed, shortMessage } = await vitest(reporters, { PYLOOM_TEST_OUTCOME: file });
  /** @type {Outcome} */
  let outcome;
  try {
    outcome = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return failure(`${name}: no report (${shortMessage})`);
  }
  if (outcome.passed + outcome.failed + outcome.skipped === 0) return failure(`${name}: no tests`);
  if (!failed || outcome.failed > 0) return outcome;
  return sum([outcome, failure(`${name}: a crash, or an error outside the tests (${shortMessage})`)]);
}
