import { runSuite } from './ways.mjs';

/** @typedef {import('./plain-outcomes.mjs').PlainOutcomes} PlainOutcomes */

/**
 * @typedef {import('./ways.mjs').Way} Way
 * @typedef {import('./ways.mjs').Settings} Settings
 * @typedef {import('./ways.mjs').Result} Result
 *
 * @typedef {object} Difference
 * @property {string} test its name, or '(the process)'
 * @property {string} plain its outcome with plain Python
 * @property {string} ours
 *
 * @typedef {object} Count
 * @property {number} tests
 * @property {string} summary '120 passed, 3 skipped'
 *
 * @typedef {object} Comparison
 * @property {string} name
 * @property {Count} plain
 * @property {Count} ours
 * @property {readonly Difference[]} differences
 * @property {number} excused how many more there were, which are CPython's own
 * @property {boolean} ended whether both processes left a report; there is nothing to compare otherwise but how they ended
 */

const wholeProcess = '(the process)';
const notRun = 'not run';

/**
 * Runs a suite in both ways; again, if they differ, since some tests fail now and then. At first both ways at once, or ours
 * alone where the outcomes of plain Python are known; then one after the other, for tests that others disturb.
 *
 * @param {Way} plainWay
 * @param {Way} ourWay
 * @param {Settings} settings
 * @param {PlainOutcomes} plainOutcomes
 * @param {Way} [excusingWay] without pyloom: what comes out there as with pyloom is no difference of pyloom's making
 * @returns {Promise<Comparison>}
 */
export async function compare(plainWay, ourWay, settings, plainOutcomes, excusingWay) {
  const known = plainOutcomes.read(plainWay, settings);
  const [expected, found] = await Promise.all([known ?? runPlain(), runSuite(ourWay, settings)]);
  const first = comparison(expected, found);
  if (first.differences.length === 0) return first;
  const before = new Set(first.differences.map(({ test }) => test));
  const second = comparison(await runPlain(), await runSuite(ourWay, settings));
  const differences = second.differences.filter(
    // A process that crashed or hung in one of the runs says nothing of its tests.
    ({ test }) => before.has(test) || before.has(wholeProcess) || test === wholeProcess,
  );
  return { ...second, ...(await excuse(differences)) };

  async function runPlain() {
    const result = await runSuite(plainWay, settings);
    plainOutcomes.write(plainWay, settings, result);
    return result;
  }

  /**
   * @param {readonly Difference[]} differences
   * @returns {Promise<Pick<Comparison, 'differences' | 'excused'>>}
   */
  async function excuse(differences) {
    if (excusingWay === undefined || differences.length === 0) return { differences, excused: 0 };
    const { outcomes } = await runSuite(excusingWay, settings);
    const left = differences.filter(
      ({ test, ours }) => outcomes === undefined || (outcomes[test] ?? notRun) !== ours,
    );
    return { differences: left, excused: differences.length - left.length };
  }

  /**
   * @param {Result} plain
   * @param {Result} ours
   * @returns {Comparison}
   */
  function comparison(plain, ours) {
    return {
      name: settings.name,
      plain: count(plain),
      ours: count(ours),
      differences: differencesOf(plain, ours),
      excused: 0,
      ended: plain.outcomes !== undefined && ours.outcomes !== undefined,
    };
  }
}

/**
 * @param {Result} plain
 * @param {Result} ours
 * @returns {Difference[]}
 */
function differencesOf(plain, ours) {
  if (plain.outcomes === undefined || ours.outcomes === undefined) {
    // One that crashed or hung has no report: its end says it all.
    return plain.end === ours.end ? [] : [{ test: wholeProcess, plain: plain.end, ours: ours.end }];
  }
  const [expected, found] = [plain.outcomes, ours.outcomes];
  return Object.keys({ ...expected, ...found })
    .map((test) => ({ test, plain: expected[test] ?? notRun, ours: found[test] ?? notRun }))
    .filter((each) => each.plain !== each.ours);
}

/**
 * @param {Result} result
 * @returns {Count}
 */
function count({ outcomes = {}, end }) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const outcome of Object.values(outcomes)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const parts = ['passed', 'failed', 'skipped'].flatMap((outcome) =>
    counts[outcome] ? `${counts[outcome]} ${outcome}` : [],
  );
  return { tests: Object.keys(outcomes).length, summary: parts.join(', ') || end };
}
