import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A reporter of vitest that counts for `npm test`, into the file $PYLOOM_TEST_OUTCOME. Those that vitest brings leave out the
 * tests whose process went away.
 */
export default class OutcomeReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest').SerializedError[]} errors outside of tests and modules: of a process that went away too
   */
  onTestRunEnd(modules, errors) {
    const none = /** @type {string[]} */ ([]);
    const outcome = { passed: 0, failed: 0, skipped: 0, problems: [...none], retried: [...none] };
    for (const module of modules) {
      const failedBefore = outcome.failed;
      const file = `${module.project.name} ${module.relativeModuleId}`.trim();
      for (const test of module.children.allTests()) {
        const { state, errors = [] } = test.result();
        const description = `${file}: ${test.fullName} (${state})${errors.map(told).join('')}`;
        // 'pending': it was still to run, or running, when its process went away.
        outcome[state === 'pending' ? 'failed' : state]++;
        if (state === 'failed' || state === 'pending') outcome.problems.push(description);
        // vitest itself says how often, and not why.
        if (test.diagnostic()?.flaky) outcome.retried.push(description);
      }
      if (module.ok() || outcome.failed > failedBefore) continue;
      outcome.failed++;
      outcome.problems.push(`${file}: ${module.errors()[0]?.message ?? 'failed outside its tests'}`);
    }
    // Not counted: what a process that goes away leaves is counted above.
    for (const { name, message, stack, VITEST_TEST_PATH: file = '' } of errors) {
      outcome.problems.push(`outside the tests ${file}: ${name}: ${message}\n${stack}`);
    }
    const report = /** @type {string} */ (process.env.PYLOOM_TEST_OUTCOME);
    mkdirSync(dirname(report), { recursive: true });
    writeFileSync(report, JSON.stringify(outcome, null, 2));
  }
}

/** An error of a test, with the first place of its stack. @param {import('vitest').TestError} error */
function told({ name, message, stacks: [place] = [] }) {
  return `\n  ${name}: ${message}${place ? `\n    at ${place.file}:${place.line}` : ''}`;
}
