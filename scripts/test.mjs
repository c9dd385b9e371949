// npm test: sets everything up, then lints, checks the types and the API reference, and runs every suite, those that need a
// Python once for each Python of the matrix. The last line is the sum of the reports.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { findPythons } from './find-pythons.mjs';
import { provideBrowser } from './lib/browser.mjs';
import { runNode } from './lib/child.mjs';
import { environmentOf, provideNode } from './lib/other-node.mjs';
import { tools } from './lib/paths.mjs';
import { fingerprint } from './lib/python.mjs';
import { redisServer } from './lib/redis-server.mjs';
import { failure, sum, summaryLine } from './lib/report.mjs';
import { printResults } from './lib/results.mjs';
import { reportsFolder, runSuite } from './lib/run-suite.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { isSanitizedBy, suites } from './lib/suites.mjs';
import { provideSystemPackages } from './lib/system-packages.mjs';
import { chooseMatrix, isNamed } from './lib/test-matrix.mjs';
import { runTurbo } from './lib/turbo.mjs';
import { venvModule } from './lib/venv-module.mjs';
import { lint } from './lint.mjs';
import { providePythons } from './provide-pythons.mjs';
import { sanitize, sanitizers } from './sanitize.mjs';

/**
 * @typedef {import('./lib/python.mjs').FoundPython} FoundPython
 * @typedef {import('./lib/report.mjs').Outcome} Outcome
 * @typedef {import('./lib/results.mjs').Results} Results
 *
 * @typedef {object} Pythons
 * @property {readonly FoundPython[]} all that were found
 * @property {readonly FoundPython[]} matrix those to test with
 * @property {readonly string[]} missing modes that none of them takes by itself
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
  --force          run what is in the cache again

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
  const focused = options.package.length > 0 || options.python.length > 0;
  const chosen = suites.filter(({ name }) => options.package.length === 0 || options.package.includes(name));
  rmSync(reportsFolder, { recursive: true, force: true });

  await bootstrap(options.package);
  if (chosen.some(({ name }) => name === 'client')) await provideSystemPackages([venvModule]);
  if (chosen.some(({ name }) => name === 'redis')) await provideSystemPackages([redisServer]);
  if (chosen.some(({ name }) => name === 'demo'))
    await provideBrowser({ required: ci && process.platform === 'linux' });
  /** @type {Results} */
  const results = { columns: [], cells: new Map(), steps: new Map() };
  const sanitizing = options.sanitize || (ci && !focused);
  const pythons = await providedFor(chosen, options);
  announce(chosen, pythons.matrix, { checks: !focused, sanitizing });
  if (!focused) await runChecks(results);
  await runWithoutPython(results, chosen, options.force);
  await runWithPythons(results, chosen, pythons, options);
  if (sanitizing) await runSanitizers(results, chosen);
  return finish(results);
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
  return values;
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

/** @param {Results} results */
async function runChecks(results) {
  say('lint');
  const failed = await lint();
  results.steps.set('lint', failed.length > 0 ? failure(`lint: ${failed.join(', ')}`) : undefined);
  say('types');
  const { code } = await runTurbo(
    ['typecheck', '--continue=always', '--output-logs=errors-only', '--concurrency=2'],
    {
      show: true,
    },
  );
  results.steps.set('types', code !== 0 ? failure('the type check') : undefined);
  say('reference');
  const reference = await runNode(tools.typedoc, ['--emit', 'none', '--logLevel', 'Warn'], { show: true });
  results.steps.set('reference', reference.code !== 0 ? failure('the API reference') : undefined);
}

/**
 * @param {Results} results
 * @param {readonly import('./lib/suites.mjs').Suite[]} chosen
 * @param {boolean} force
 */
async function runWithoutPython(results, chosen, force) {
  await runColumn(results, 'node', namesOf(chosen, 'no'), { force });
}

/**
 * The Pythons that the chosen suites run on, built where a mode has none.
 *
 * @param {readonly import('./lib/suites.mjs').Suite[]} chosen
 * @param {{ python: string[], matrix: boolean, all: boolean }} options
 * @returns {Promise<Pythons>}
 */
async function providedFor(chosen, { python: wanted, matrix, all }) {
  if (chosen.every((suite) => suite.python === 'no')) return { all: [], matrix: [], missing: [] };
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
 * Says what will run, and how long that takes where nothing of it is in the cache.
 *
 * @param {readonly import('./lib/suites.mjs').Suite[]} chosen
 * @param {readonly FoundPython[]} matrix
 * @param {{ checks: boolean, sanitizing: boolean }} options
 */
function announce(chosen, matrix, { checks, sanitizing }) {
  const seconds =
    (checks ? checkSeconds : 0) +
    (sanitizing ? sanitizerSeconds : 0) +
    chosen.reduce((sum, { python, seconds }) => sum + seconds * (python === 'each' ? matrix.length : 1), 0);
  const parts = [
    ...(checks ? ['lint, types and the API reference'] : []),
    `${chosen.length === suites.length ? 'all suites' : namesIn(chosen)}${matrix.length > 0 ? ', those that need a Python on' : ''}`,
  ];
  const pythons = matrix.map(
    ({ version, freeThreaded, mode }) => `${version}${freeThreaded ? 't' : ''} (${mode})`,
  );
  const rest = sanitizing ? ', then the sanitizers' : '';
  const minutes = Math.max(1, Math.round(seconds / 60));
  say(
    `${parts.join(', ')} ${pythons.join(', ')}${rest}: about ${minutes} min on two cores, less what is in the cache`,
  );
}

/** @param {readonly import('./lib/suites.mjs').Suite[]} chosen */
function namesIn(chosen) {
  return chosen.map(({ name }) => name).join(', ');
}

/**
 * @param {Results} results
 * @param {readonly import('./lib/suites.mjs').Suite[]} chosen
 * @param {Pythons} pythons
 * @param {{ force: boolean }} options
 */
async function runWithPythons(results, chosen, { all, matrix, missing }, { force }) {
  const each = namesOf(chosen, 'each');
  const one = namesOf(chosen, 'one');
  if (each.length + one.length === 0) return;

  const env = {
    PYLOOM_TEST_PYTHONS: all.map(({ path }) => path).join(delimiter),
    PYLOOM_TEST_FINGERPRINT: fingerprint(all),
  };
  for (const python of matrix) {
    const last = python === matrix.at(-1);
    // The newest one is the last; a single one is enough for the packed packages.
    const names = last ? [...each, ...one] : each;
    // Two patch releases of one minor can be in the matrix with --all.
    const label =
      matrix.filter(({ label }) => label === python.label).length > 1 ? python.version : python.label;
    say(`Python ${python.version}, ${python.mode} mode: ${python.path}`);
    const own = { PYLOOM_PYTHON: python.path, ...(last && { PYLOOM_TEST_LAST: '1' }) };
    await runColumn(results, label, names, { force, env: { ...env, ...own } });
  }
  for (const mode of missing) addMissingMode(results, mode, each);
}

/**
 * @param {Results} results
 * @param {string} label
 * @param {readonly string[]} names
 * @param {{ env?: Record<string, string>, force: boolean }} options
 */
async function runColumn(results, label, names, options) {
  if (names.length === 0) return;
  const outcomes = new Map();
  for (const name of names) {
    say(`tests of ${name} (${label})`);
    outcomes.set(name, await runSuite(name, label, options));
  }
  add(results, label, outcomes);
}

/**
 * A mode that cannot be tested here: that is a gap in CI and may be so elsewhere.
 *
 * @param {Results} results
 * @param {string} mode
 * @param {readonly string[]} names
 */
function addMissingMode(results, mode, names) {
  const problems = [`no Python for ${mode} mode`];
  const outcome = ci ? failure(problems[0] ?? '') : { passed: 0, failed: 0, skipped: 1, problems };
  add(results, mode, new Map(names.map((name) => [name, outcome])));
}

/**
 * @param {Results} results
 * @param {readonly import('./lib/suites.mjs').Suite[]} chosen
 */
async function runSanitizers(results, chosen) {
  for (const sanitizer of /** @type {const} */ (['address', 'thread'])) {
    const names = chosen.filter((suite) => isSanitizedBy(suite, sanitizer)).map(({ name }) => name);
    if (names.length > 0) add(results, sanitizers[sanitizer].label, await sanitize(sanitizer, names));
  }
}

/**
 * @param {Results} results
 * @param {string} column
 * @param {ReadonlyMap<string, Outcome>} outcomes
 */
function add({ columns, cells }, column, outcomes) {
  columns.push(column);
  for (const [name, outcome] of outcomes) cells.set(`${name} ${column}`, outcome);
}

/**
 * @param {readonly import('./lib/suites.mjs').Suite[]} chosen
 * @param {'no' | 'one' | 'each'} python
 */
function namesOf(chosen, python) {
  return chosen.filter((suite) => suite.python === python).map(({ name }) => name);
}

/**
 * @param {Results} results
 * @returns {number} the exit code
 */
function finish(results) {
  printResults(results);
  const outcomes = [...results.cells.values(), ...results.steps.values()].filter(
    (outcome) => outcome !== undefined,
  );
  const total = sum(outcomes);
  if (total.passed === 0 && total.failed === 0) total.failed = 1;
  const line = summaryLine(total);
  mkdirSync(reportsFolder, { recursive: true });
  writeFileSync(join(reportsFolder, 'summary.txt'), `${line}\n`);
  process.stdout.write(`${line}\n`);
  return total.failed > 0 ? 1 : 0;
}
