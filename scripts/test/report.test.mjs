import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runNode } from '../lib/child.mjs';
import { tools } from '../lib/paths.mjs';
import { countReport, readOutcome, sum, summaryLine } from '../lib/report.mjs';

/** @param {string[]} statuses of the tests of one file */
function file(statuses, status = 'passed', message = '') {
  const assertionResults = statuses.map((each, index) => ({ fullName: `test ${index}`, status: each }));
  return { name: 'a.test.ts', status, message, assertionResults };
}

describe('countReport', () => {
  it('counts what passed, failed and was skipped', () => {
    const report = {
      testResults: [file(['passed', 'passed', 'skipped', 'todo']), file(['failed'], 'failed')],
    };
    expect(countReport(report)).toMatchObject({ passed: 2, failed: 1, skipped: 2 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const outcome = countReport({ testResults: [file([], 'failed', 'Cannot find module')] });
    expect(outcome).toMatchObject({ failed: 1, problems: ['a.test.ts: Cannot find module'] });
  });

  it('counts a file whose hooks failed as a failure, though its tests passed', () => {
    expect(countReport({ testResults: [file(['passed'], 'failed', 'afterAll')] })).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it('counts a test that never came to its end as a failure', () => {
    expect(countReport({ testResults: [file(['passed', 'pending'])] })).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });
});

describe('readOutcome', () => {
  /** @type {string} */
  let folder;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pyloom-report-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** @param {unknown} report */
  function write(report) {
    const path = join(folder, 'report.json');
    writeFileSync(path, JSON.stringify(report));
    return path;
  }

  it('fails without a report', () => {
    expect(readOutcome(join(folder, 'none.json'), 139)).toMatchObject({
      failed: 1,
      problems: ['no report (exit code 139)'],
    });
  });

  it('fails on an exit code that no failed test explains', () => {
    expect(readOutcome(write({ testResults: [file(['passed'])] }), 1)).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it('does not count an exit code that a failed test explains', () => {
    expect(readOutcome(write({ testResults: [file(['failed'], 'failed')] }), 1)).toMatchObject({ failed: 1 });
  });

  it('counts tests that crash or hang in native code, and those of other files beside them', async () => {
    const path = join(folder, 'real.json');
    const fixture = join(import.meta.dirname, 'fixtures/vitest');
    const reporters = ['--reporter=json', `--outputFile=${path}`];
    const { code } = await runNode(tools.vitest, ['run', '--root', fixture, ...reporters], { cwd: fixture });
    expect(readOutcome(path, code)).toEqual({
      passed: 1,
      failed: 2,
      skipped: 0,
      problems: expect.arrayContaining([
        expect.stringMatching(/crash\.test\.ts: crashes \(pending\)$/),
        expect.stringMatching(/hang\.test\.ts: hangs \(pending\)$/),
      ]),
    });
  });

  it('fails when there are no tests', () => {
    expect(readOutcome(write({ testResults: [] }), 1)).toMatchObject({ failed: 1, problems: ['no tests'] });
  });
});

describe('summaryLine', () => {
  it('names skipped tests only when there are some', () => {
    const outcome = { passed: 3, failed: 1, skipped: 0, problems: [] };
    expect(summaryLine(sum([outcome, outcome]))).toBe('6 passed, 2 failed');
    expect(summaryLine(sum([{ ...outcome, skipped: 2 }]))).toBe('3 passed, 1 failed, 2 skipped');
  });
});
