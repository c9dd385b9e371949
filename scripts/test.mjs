// npm test: sets everything up, then lints, checks the types and the API reference, and runs every suite, those that need a
// Python on each Python of the matrix (vitest.config.ts). The last line is the sum of the reports.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { findPythons } from './find-pythons.mjs';
import { runNode } from './lib/child.mjs';
import { provideBrowser, redisServer, venvModule } from './lib/needs.mjs';
import { environmentOf, provideNode } from './lib/other-node.mjs';
import { reportsFolder, root, tools } from './lib/paths.mjs';
import { failure, passed, readOutcome, sum, summaryLine } from './lib/report.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { isSanitizedBy, suites } from './lib/suites.mjs';
import { provideSystemPackages } from './lib/system-packages.mjs';
import { chooseMatrix, isNamed } from './lib/test-matrix.mjs';
import { runTurbo } from './lib/turbo.mjs';
import { lint } from './lint.mjs';
import { providePythons } from './provide-pythons.mjs';
import { sanitize } from './sanitize.mjs';

/**
 * @typedef {import('./lib/python.mjs').FoundPython} FoundPython
 * @typedef {import('./lib/report.mjs').Outcome} Outcome
 * @typedef {import('./lib/suites.mjs').Suite} Suite
 * @typedef {ReturnType<typeof readOptions>} Options
 */

/** Seconds that they take on two cores; the sanitizers build the addons anew. */
const checkSeconds = 60;
const sanitizerSeconds = 240;

const usage = `npm test -- [options]

  --package NAME   only the suite of this package (client, demo, e2e, ...); may be given several times
  --python NAME    only this Python: a label, a version or a path (3.13t, 3.12.1, /usr/bin/python3); likewise
  --node VERSION   on another Node, which is installed into the cache: 24
  --matrix         one Python for each version of CPython that matters, not one for each execution mode alone
  --all            one of every version that is found
  --sanitize       the sanitizers too, as with CI=true
  --force          builds everything anew, whatever is in the cache

With --package or --python, nothing but those suites runs: no lint, no type check, no reference.`;

const ci = Boolean(process.env.CI) && process.env.CI !== 'false';

await main(async () => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const node = options.node ? await provideNode(options.node) : process.execPath;
  if (node !== process.execPath) return runAgain(node);
  rmSync(reportsFolder, { recursive: true, force: true });
  mkdirSync(reportsFolder, { recursive: true });

  await bootstrap(options.package, { force: options.force });
  await provideServers(options.suites);
  const pythons = await pythonsFor(options);
  announce(options, pythons.matrix);
  const outcomes = [
    ...(options.checks ? await runChecks() : []),
    ...(await runSuites(options, pythons)),
    ...pythons.missing.map((mode) => missingMode(mode)),
    ...(options.sanitize ? await runSanitizers(options.suites) : []),
  ];
  for (const { problems } of outcomes) for (const problem of problems) say(`failed: ${problem}`);
  const total = sum(outcomes);
  writeFileSync(join(reportsFolder, 'summary.txt'), `${summaryLine(total)}\n`);
  process.stdout.write(`${summaryLine(total)}\n`);
  return total.failed > 0 ? 1 : 0;
});

function readOptions() {
  const { values } = parseArgs({
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
  const names = suites.map(({ name }) => name);
  for (const name of values.package) {
    if (!names.includes(name)) throw new SetupError(`no suite ${name}; there is: ${names.join(', ')}`);
  }
  const checks = values.package.length === 0 && values.python.length === 0;
  return {
    ...values,
    checks,
    sanitize: values.sanitize || (ci && checks),
    suites: suites.filter(({ name }) => values.package.length === 0 || values.package.includes(name)),
  };
}

/**
 * All of this once more, on another Node.
 *
 * @param {string} node
 * @returns {number} the exit code
 */
function runAgain(node) {
  const [, script = '', ...args] = process.argv;
  return spawnSync(node, [script, ...args], { stdio: 'inherit', env: environmentOf(node) }).status ?? 1;
}

/** @param {readonly Suite[]} chosen */
async function provideServers(chosen) {
  const names = chosen.map(({ name }) => name);
  if (names.includes('client')) await provideSystemPackages([venvModule]);
  if (names.includes('redis')) await provideSystemPackages([redisServer]);
  if (names.includes('demo')) await provideBrowser({ required: ci && process.platform === 'linux' });
}

/**
 * The Pythons that the chosen suites run on, built where a mode has none.
 *
 * @param {Options} options
 * @returns {Promise<{ all: FoundPython[], matrix: FoundPython[], missing: string[] }>} those that were found, those to test
 *   with, and the modes that none of them takes by itself
 */
async function pythonsFor({ suites, python: wanted, matrix, all }) {
  if (suites.every((suite) => suite.python === 'no')) return { all: [], matrix: [], missing: [] };
  // Nothing is built for another mode when all that is wanted is here.
  const found = wanted.length > 0 ? await findPythons() : [];
  const here = wanted.length > 0 && wanted.every((name) => found.some((python) => isNamed(python, name)));
  const { pythons, missing } = here ? { pythons: found, missing: [] } : await providePythons();
  return {
    all: pythons,
    matrix: chooseMatrix(pythons, { wanted, matrix, all }),
    missing: wanted.length > 0 ? [] : missing,
  };
}

/**
 * Says what will run, and how long that takes.
 *
 * @param {Options} options
 * @param {readonly FoundPython[]} matrix
 */
function announce(options, matrix) {
  const { checks, suites: chosen } = options;
  const what = chosen.length === suites.length ? 'all suites' : chosen.map(({ name }) => name).join(', ');
  const pythons = matrix.map(
    ({ version, freeThreaded, mode }) => `${version}${freeThreaded ? 't' : ''} (${mode})`,
  );
  const parts = [
    ...(checks ? ['lint, types and the API reference'] : []),
    `${what}${matrix.length > 0 ? `, those that need a Python on ${pythons.join(', ')}` : ''}`,
    ...(options.sanitize ? ['then the sanitizers'] : []),
  ];
  const seconds =
    (checks ? checkSeconds : 0) + (options.sanitize ? sanitizerSeconds : 0) + secondsOf(chosen, matrix);
  say(`${parts.join(', ')}: about ${Math.max(1, Math.round(seconds / 60))} min on two cores`);
}

/**
 * @param {readonly Suite[]} chosen
 * @param {readonly FoundPython[]} matrix
 */
function secondsOf(chosen, matrix) {
  return chosen.reduce(
    (sum, { python, seconds }) => sum + seconds * (python === 'each' ? matrix.length : 1),
    0,
  );
}

/** @returns {Promise<Outcome[]>} */
async function runChecks() {
  say('lint');
  const failed = await lint();
  say('types');
  const types = await runTurbo(
    ['typecheck', '--continue=always', '--output-logs=errors-only', '--concurrency=2'],
    { show: true },
  );
  say('reference');
  const reference = await runNode(tools.typedoc, ['--emit', 'none', '--logLevel', 'Warn'], { show: true });
  return [
    ...failed.map((check) => failure(`lint: ${check}`)),
    ...(types.code === 0 ? [] : [failure('the type check')]),
    ...(reference.code === 0 ? [] : [failure('the API reference')]),
  ];
}

/**
 * @param {Options} options
 * @param {{ all: readonly FoundPython[], matrix: readonly FoundPython[] }} pythons
 * @returns {Promise<Outcome[]>}
 */
async function runSuites({ suites: chosen }, { all, matrix }) {
  if (matrix.length < 2) return [await runVitest(chosen, all, matrix, 'tests')];
  const outcomes = [await runVitest(chosen, all, matrix, 'tests', 'none')];
  const inThreads = chosen.filter((suite) => suite.threads);
  for (const python of inThreads.length > 0 ? matrix : []) {
    const name = `tests.threads.${labelIn(matrix, python)}`;
    outcomes.push(await runVitest(inThreads, all, [python], name, 'only'));
  }
  return outcomes;
}

/**
 * @param {readonly Suite[]} chosen
 * @param {readonly FoundPython[]} all
 * @param {readonly FoundPython[]} matrix
 * @param {string} name of the report
 * @param {'none' | 'only'} [threads] tests in worker threads that load a Python; default: all there is
 * @returns {Promise<Outcome>}
 */
async function runVitest(chosen, all, matrix, name, threads) {
  const report = join(reportsFolder, `${name}.json`);
  const { code, timedOut } = await runNode(
    tools.vitest,
    [
      'run',
      ...chosen.map(({ name }) => `--project=${name} *`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    {
      cwd: root,
      show: true,
      env: {
        ...process.env,
        ...(threads && { PYLOOM_TEST_THREADS: threads }),
        PYLOOM_TEST_PYTHONS: all.map(({ path }) => path).join(delimiter),
        PYLOOM_TEST_MATRIX: JSON.stringify(
          matrix.map((python) => ({ label: labelIn(matrix, python), path: python.path })),
        ),
      },
      // What hangs is ended file by file (vitest.forks.ts); this is for what is left then.
      limit: (10 * 60 + 4 * secondsOf(chosen, matrix)) * 1000,
    },
  );
  return timedOut ? failure('the suites were ended at their time limit') : readOutcome(report, code);
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

/**
 * A mode that cannot be tested here: that is a gap in CI and may be so elsewhere.
 *
 * @param {string} mode
 * @returns {Outcome}
 */
function missingMode(mode) {
  const problem = `there is no Python for ${mode} mode`;
  if (ci) return failure(problem);
  say(`${problem}: it is not tested`);
  return { ...passed(0), skipped: 1 };
}

/**
 * @param {readonly Suite[]} chosen
 * @returns {Promise<Outcome[]>}
 */
async function runSanitizers(chosen) {
  const outcomes = [];
  for (const sanitizer of /** @type {const} */ (['address', 'thread'])) {
    const names = chosen.filter((suite) => isSanitizedBy(suite, sanitizer)).map(({ name }) => name);
    if (names.length > 0) outcomes.push(...(await sanitize(sanitizer, names)).values());
  }
  return outcomes;
}
