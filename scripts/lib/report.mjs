import { readFileSync } from 'node:fs';

/**
 * What one suite came to under one Python.
 *
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed a file that does not load, a hook that throws and a crash count as one each
 * @property {number} skipped
 * @property {string[]} problems what failed, in words
 */

/**
 * Reads the JSON report of vitest. It cannot be trusted alone: a crash or an error outside any test shows only in the
 * exit code, and a run that was killed leaves no report.
 *
 * @param {string} path
 * @param {number} exitCode vitest's
 * @returns {Outcome}
 */
export function readOutcome(path, exitCode) {
  let report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return failure(`no report (exit code ${exitCode})`);
  }
  const outcome = countReport(report);
  if (outcome.passed + outcome.failed + outcome.skipped === 0) return failure('no tests');
  if (exitCode !== 0 && outcome.failed === 0) {
    outcome.failed = 1;
    outcome.problems.push(
      `exit code ${exitCode} although no test failed: a crash, or an error outside the tests`,
    );
  }
  return outcome;
}

/**
 * @param {{ testResults: { name: string, status: string, message?: string,
 *   assertionResults: { fullName: string, status: string }[] }[] }} report
 * @returns {Outcome}
 */
export function countReport(report) {
  /** @type {Outcome} */
  const outcome = { passed: 0, failed: 0, skipped: 0, problems: [] };
  for (const file of report.testResults) {
    const failedBefore = outcome.failed;
    for (const { fullName, status } of file.assertionResults) {
      if (status === 'passed') outcome.passed++;
      else if (status === 'skipped' || status === 'todo') outcome.skipped++;
      else {
        // 'failed', or 'pending': a test that was still to run, or running, when its process went away.
        outcome.failed++;
        outcome.problems.push(`${file.name}: ${fullName} (${status})`);
      }
    }
    if (file.status === 'failed' && outcome.failed === failedBefore) {
      outcome.failed++;
      outcome.problems.push(`${file.name}: ${file.message || 'failed outside its tests'}`);
    }
  }
  return outcome;
}

/**
 * @param {number} count
 * @returns {Outcome}
 */
export function passed(count) {
  return { passed: count, failed: 0, skipped: 0, problems: [] };
}

/**
 * Something that failed as a whole.
 *
 * @param {string} problem
 * @returns {Outcome}
 */
export function failure(problem) {
  return { passed: 0, failed: 1, skipped: 0, problems: [problem] };
}

/** @param {readonly Outcome[]} outcomes */
export function sum(outcomes) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of outcomes) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** The last line of `npm test`, which other programs read. @param {{ passed: number, failed: number, skipped: number }} total */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
