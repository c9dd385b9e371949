import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outcomeOf, sum, summaryLine } from '../lib/outcome.mjs';
import { run } from '../lib/run.mjs';

/** @param {string[]} files of the fixture */
function outcomeOfFixture(...files) {
  const cwd = join(import.meta.dirname, 'fixtures/vitest');
  return outcomeOf(`fixture.${files}`, (reporters, env) =>
    run(
      process.execPath,
      [join(cwd, '../../../../node_modules/vitest/vitest.mjs'), 'run', ...files, ...reporters],
      { cwd, env },
    ),
  );
}

/** @param {string} problem */
const failing = (problem) => ({
  passed: 0,
  failed: 1,
  skipped: 0,
  problems: [expect.stringContaining(problem)],
  retried: [],
});

describe('outcomeOf', () => {
  it('counts tests that crash or hang in native code, and those of other files beside them', async () => {
    const outcome = await outcomeOfFixture('pass', 'crash', 'hang');
    expect(outcome).toEqual({
      passed: 1,
      failed: 2,
      skipped: 0,
      problems: expect.arrayContaining([
        expect.stringMatching(/crash\.test\.ts: crashes \(pending\)$/),
        expect.stringMatching(/hang\.test\.ts: hangs \(pending\)$/),
      ]),
      retried: [],
    });
  });

  it('counts what is skipped, files that do not load and hooks that fail', async () => {
    const outcome = await outcomeOfFixture('broken', 'hook', 'skip');
    expect(outcome).toEqual({
      passed: 2,
      failed: 2,
      skipped: 2,
      problems: expect.arrayContaining([
        expect.stringMatching(/broken\.test\.ts: .*no-such-module/),
        expect.stringMatching(/hook\.test\.ts: /),
      ]),
      retried: [],
    });
  });

  it('tells why a test failed, also one that passes when it is tried again', async () => {
    expect(await outcomeOfFixture('flaky')).toMatchObject({
      passed: 1,
      failed: 1,
      problems: [
        expect.stringMatching(
          /flaky\.test\.ts: never \(failed\)\n {2}Error: no\n {4}at .*flaky\.test\.ts:\d+/,
        ),
      ],
      retried: [expect.stringMatching(/flaky\.test\.ts: later \(passed\)\n {2}Error: not yet\n/)],
    });
  });

  it('counts an error outside the tests as a failure, and tells it', async () => {
    expect(await outcomeOfFixture('outside')).toMatchObject({
      passed: 1,
      failed: 1,
      problems: expect.arrayContaining([
        expect.stringMatching(/outside the tests.*outside\.test\.ts: Error: /),
      ]),
    });
  });

  it('fails when there are no tests, and when vitest tells nothing', async () => {
    expect(await outcomeOfFixture('absent')).toEqual(failing('no tests'));
    const vanished = async () => ({ failed: true, shortMessage: 'Command was killed with SIGSEGV' });
    expect(await outcomeOf('vanished', vanished)).toEqual(
      failing('no report (Command was killed with SIGSEGV)'),
    );
  });
});

describe('summaryLine', () => {
  it('names skipped tests only when there are some', () => {
    const outcome = { passed: 3, failed: 1, skipped: 0, problems: [], retried: [] };
    expect(summaryLine(sum([outcome, outcome]))).toBe('6 passed, 2 failed');
    expect(summaryLine(sum([{ ...outcome, skipped: 2 }]))).toBe('3 passed, 1 failed, 2 skipped');
  });
});
