import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A reporter of vitest that counts for `npm test`, into the file $PYLOOM_TEST_OUTCOME. Those that vitest brings leave out the
 * tests whose process went away.
 */
export default class OutcomeReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const outcome = { passed: 0, failed: 0, skipped: 0, problems: /** @type {string[]} */ ([]) };
    for (const module of modules) {
      const failedBefore = outcome.failed;
      const file = `${module.project.name} ${module.relativeModuleId}`.trim();
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // 'pending': it was still to run, or running, when its process went away.
        outcome[state === 'pending' ? 'failed' : state]++;
        if (state === 'failed' || state === 'pending')
          outcome.problems.push(`${file}: ${test.fullName} (${state})`);
      }
      if (module.ok() || outcome.failed > failedBefore) continue;
      outcome.failed++;
      outcome.problems.push(`${file}: ${module.errors()[0]?.message ?? 'failed outside its tests'}`);
    }
    const report = /** @type {string} */ (process.env.PYLOOM_TEST_OUTCOME);
    mkdirSync(dirname(report), { recursive: true });
    writeFileSync(report, JSON.stringify(outcome, null, 2));
  }
}
