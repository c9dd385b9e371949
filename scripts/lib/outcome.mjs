/** @import { Outcome } from './types.ts' */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reportsFolder } from './paths.mjs';
import { say } from './say.mjs';

/** Something that failed as a whole. @param {string} problem @returns {Outcome} */
export function failure(problem) {
  return { passed: 0, failed: 1, skipped: 0, problems: [problem], retried: [] };
}

/** @param {readonly Outcome[]} outcomes @returns {Outcome} */
export function sum(outcomes) {
  /** @param {'passed' | 'failed' | 'skipped'} what */
  const total = (what) => outcomes.reduce((sum, outcome) => sum + outcome[what], 0);
  const problems = outcomes.flatMap((outcome) => outcome.problems);
  const retried = outcomes.flatMap((outcome) => outcome.retried);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped'), problems, retried };
}

/** The last line of `npm test`, which other programs read. @param {Outcome} outcome */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Says what failed, at first or at last, and what came of all. @param {Outcome} outcome @returns the exit code */
export function report(outcome) {
  for (const test of outcome.retried) say(`at its second try: ${test}`);
  for (const problem of outcome.problems) say(`failed: ${problem}`);
  console.log(summaryLine(outcome));
  return outcome.failed > 0 ? 1 : 0;
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
