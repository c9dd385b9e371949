// npm test: lints, checks the types and the API reference, and runs every suite, those that need a Python on each Python of the
// matrix (vitest.config.ts). The last line is the sum of them all.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { findPythons } from './find-pythons.mjs';
import { provideBrowser, redisServer, venvModule } from './lib/needs.mjs';
import { environmentOf, provideNode } from './lib/other-node.mjs';
import { failure, outcomeOf, sum, summaryLine } from './lib/outcome.mjs';
import { reportsFolder } from './lib/paths.mjs';
import { providePythons } from './lib/provide-pythons.mjs';
import { show } from './lib/run.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { isSanitizedBy, suites } from './lib/suites.mjs';
import { provideSystemPackages } from './lib/system-packages.mjs';
import { chooseMatrix, isNamed } from './lib/test-matrix.mjs';
import { lint } from './lint.mjs';
import { sanitize } from './sanitize.mjs';

/**
 * @typedef {import('./lib/python.mjs').FoundPython} FoundPython
 * @typedef {import('./lib/outcome.mjs').Outcome} Outcome
 */

/** Seconds that they take on two cores; the sanitizers build the addons anew. */
const checkSeconds = 60;
const sanitizerSeconds = 240;

const usage = `npm test -- [options]

  --package NAME   only the suite of this package (client, demo, e2e, ...); may be given several times
  --python NAME    only this Python: a label, a version or a path (3.13t, 3.12.1, /usr/bin/python3); likewise
  --node VERSION   on another Node, which npm brings: 24
  --matrix         one Python for each version of CPython that matters, not one for each execution mode alone
  --all            one of every version that is found
  --sanitize       the sanitizers too, as with CI=true
  --force          builds everything anew, whatever is in the cache

With --package or --python, nothing but those suites runs: no lint, no type check, no reference.`;

const ci = Boolean(process.env.CI) && process.env.CI !== 'false';
const { values: options } = parseArgs({
  options: {
    package: { type: 'string', multiple: true, default: [] },
    python: { type: 'string', multiple: true, default: [] },
    node: { type: 'string' },
    matrix: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    sanitize: { type: 'boolean', default: false },
    force: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const withChecks = options.package.length === 0 && options.python.length === 0;
const withSanitizers = options.sanitize || (ci && withChecks);
const chosen = suites.filter(({ name }) => options.package.length === 0 || options.package.includes(name));

await main(async () => {
  const unknown = options.package.find((name) => !suites.some((suite) => suite.name === name));
  if (options.help) return console.log(usage);
  if (unknown) {
    throw new SetupError(`no suite ${unknown}; there is: ${suites.map(({ name }) => name).join(', ')}`);
  }
  const node = options.node ? await provideNode(options.node) : process.execPath;
  if (node !== process.execPath) {
    // All of this once more, on that one.
    const { status } = spawnSync(node, process.argv.slice(1), { stdio: 'inherit', env: environmentOf(node) });
    return status ?? 1;
  }
  rmSync(reportsFolder, { recursive: true, force: true });
  mkdirSync(reportsFolder, { recursive: true });

  await build(options.package, { force: options.force });
  await provideServers();
  const { pythons, matrix, missing } = await pythonsToTest();
  announce(matrix);
  const outcome = sum([
    ...(withChecks ? await runChecks() : []),
    ...(await runSuites(pythons, matrix)),
    ...missing.map(missingMode),
    ...(withSanitizers ? await runSanitizers() : []),
  ]);
  for (const problem of outcome.problems) say(`failed: ${problem}`);
  writeFileSync(join(reportsFolder, 'summary.txt'), `${summaryLine(outcome)}\n`);
  console.log(summaryLine(outcome));
  return outcome.failed > 0 ? 1 : 0;
});

async function provideServers() {
  const names = chosen.map(({ name }) => name);
  if (names.includes('client')) await provideSystemPackages([venvModule]);
  if (names.includes('redis')) await provideSystemPackages([redisServer]);
  if (names.includes('demo')) await provideBrowser({ required: ci && process.platform === 'linux' });
}

/**
 * The Pythons that the chosen suites run on, built where a mode has none.
 *
 * @returns {Promise<{ pythons: FoundPython[], matrix: FoundPython[], missing: string[] }>} those that were found, those to test
 *   with, and the modes that none of them takes by itself
 */
async function pythonsToTest() {
  if (chosen.every((suite) => suite.python === 'no')) return { pythons: [], matrix: [], missing: [] };
  const wanted = options.python;
  // Nothing is built for another mode when all that is wanted is here.
  const found = wanted.length > 0 ? await findPythons() : [];
  const here = wanted.length > 0 && wanted.every((name) => found.some((python) => isNamed(python, name)));
  const { pythons, missing } = here ? { pythons: found, missing: [] } : await providePythons();
  const matrix = chooseMatrix(pythons, { wanted, matrix: options.matrix, all: options.all });
  return { pythons, matrix, missing: wanted.length > 0 ? [] : missing };
}

/** Says what will run, and how long that takes. @param {readonly FoundPython[]} matrix */
function announce(matrix) {
  const what = chosen.length === suites.length ? 'all suites' : chosen.map(({ name }) => name).join(', ');
  const pythons = matrix.map(
    ({ version, freeThreaded, mode }) => `${version}${freeThreaded ? 't' : ''} (${mode})`,
  );
  const parts = [
    ...(withChecks ? ['lint, types and the API reference'] : []),
    `${what}${matrix.length > 0 ? `, those that need a Python on ${pythons.join(', ')}` : ''}`,
    ...(withSanitizers ? ['then the sanitizers'] : []),
  ];
  const seconds =
    (withChecks ? checkSeconds : 0) + (withSanitizers ? sanitizerSeconds : 0) + secondsOf(matrix);
  say(`${parts.join(', ')}: about ${Math.max(1, Math.round(seconds / 60))} min on two cores`);
}

/** @param {readonly FoundPython[]} matrix */
function secondsOf({ length }) {
  return chosen.reduce((sum, { python, seconds }) => sum + seconds * (python === 'each' ? length : 1), 0);
}

/** @returns {Promise<Outcome[]>} */
async function runChecks() {
  say('lint');
  const failed = (await lint()).map((check) => `lint: ${check}`);
  say('types');
  const quiet = ['--continue=always', '--output-logs=errors-only', '--concurrency=2', '--ui=stream'];
  if ((await show('turbo', ['run', 'typecheck', ...quiet])).failed) failed.push('the type check');
  say('reference');
  const reference = await show('typedoc', ['--emit', 'none', '--logLevel', 'Warn']);
  if (reference.failed) failed.push('the API reference');
  return failed.map(failure);
}

/**
 * @param {readonly FoundPython[]} all
 * @param {readonly FoundPython[]} matrix
 */
async function runSuites(all, matrix) {
  const names = chosen.map(({ name }) => name);
  if (matrix.length < 2) return [await runVitest('tests', names, all, matrix)];
  const outcomes = [await runVitest('tests', names, all, matrix, 'none')];
  // Worker threads share the process of vitest, which can load one Python only.
  const inThreads = chosen.filter((suite) => suite.threads).map(({ name }) => name);
  for (const python of inThreads.length > 0 ? matrix : []) {
    const name = `tests.threads.${labelIn(matrix, python)}`;
    outcomes.push(await runVitest(name, inThreads, all, [python], 'only'));
  }
  return outcomes;
}

/**
 * @param {string} name of the report
 * @param {readonly string[]} projects
 * @param {readonly FoundPython[]} all
 * @param {readonly FoundPython[]} matrix
 * @param {'none' | 'only'} [threads] tests in worker threads that load a Python; default: all there is
 */
function runVitest(name, projects, all, matrix, threads) {
  const columns = matrix.map((python) => ({ label: labelIn(matrix, python), path: python.path }));
  return outcomeOf(name, (reporters, variables) =>
    show('vitest', ['run', ...projects.map((project) => `--project=${project} *`), ...reporters], {
      env: {
        ...variables,
        ...(threads && { PYLOOM_TEST_THREADS: threads }),
        PYLOOM_TEST_PYTHONS: all.map(({ path }) => path).join(delimiter),
        PYLOOM_TEST_MATRIX: JSON.stringify(columns),
      },
      // What hangs is ended file by file (vitest.forks.ts); this is for what is left then.
      timeout: (10 * 60 + 4 * secondsOf(matrix)) * 1000,
    }),
  );
}

/**
 * Two patch releases of one minor can be in the matrix with --all.
 *
 * @param {readonly FoundPython[]} matrix
 * @param {FoundPython} python
 */
function labelIn(matrix, { label, version }) {
  return matrix.filter((other) => other.label === label).length > 1 ? version : label;
}

/** A mode that cannot be tested here: that is a gap in CI and may be so elsewhere. @param {string} mode */
function missingMode(mode) {
  const problem = `there is no Python for ${mode} mode`;
  if (ci) return failure(problem);
  say(`${problem}: it is not tested`);
  return { passed: 0, failed: 0, skipped: 1, problems: [] };
}

async function runSanitizers() {
  const outcomes = [];
  for (const sanitizer of /** @type {const} */ (['address', 'thread'])) {
    const names = chosen.filter((suite) => isSanitizedBy(suite, sanitizer)).map(({ name }) => name);
    outcomes.push(...(await sanitize(sanitizer, names)));
  }
  return outcomes;
}
