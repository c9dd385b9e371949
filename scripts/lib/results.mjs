import { formatTable } from './table.mjs';

/**
 * @typedef {import('./report.mjs').Outcome} Outcome
 *
 * @typedef {object} Results
 * @property {string[]} columns 'node', the Pythons, the sanitizers
 * @property {Map<string, import('./run-suite.mjs').SuiteOutcome>} cells by 'suite column'
 * @property {Map<string, Outcome | undefined>} steps lint, types and reference; undefined: passed
 */

/**
 * Prints all problems, then the table of suites and columns.
 *
 * @param {Results} results
 */
export function printResults({ columns, cells, steps }) {
  for (const [key, { problems }] of cells) {
    for (const problem of problems) process.stdout.write(`${key}: ${problem}\n`);
  }
  for (const outcome of steps.values()) {
    for (const problem of outcome?.problems ?? []) process.stdout.write(`failed: ${problem}\n`);
  }
  const names = [...new Set([...cells.keys()].map((key) => key.split(' ')[0] ?? ''))];
  const rows = names.map((name) => [name, ...columns.map((column) => cell(cells.get(`${name} ${column}`)))]);
  const cached = [...cells.values()].filter((outcome) => outcome.cached).length;
  process.stdout.write(`\n${formatTable(['', ...columns], rows)}\n`);
  for (const [step, outcome] of steps) process.stdout.write(`${step}: ${outcome ? 'failed' : 'passed'}\n`);
  if (cached > 0)
    process.stdout.write(`${cached} of ${cells.size} from the cache (--force runs them again)\n`);
  process.stdout.write('\n');
}

/** @param {Outcome | undefined} outcome */
function cell(outcome) {
  if (!outcome) return '';
  if (outcome.failed > 0) return `${outcome.failed} failed`;
  return outcome.passed > 0 ? String(outcome.passed) : 'skipped';
}
