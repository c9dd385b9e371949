// npm test: lints, checks the types and the API reference, and runs every suite, those that need a Python on each Python of the
// matrix (vitest.config.ts). The last line is the sum of them all.
/** @import { FoundPython } from './lib/types.ts' */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { findPythons } from './find-pythons.mjs';
import { commandOfNode } from './lib/other-node.mjs';
import { failure, outcomeOf, report, sum, summaryLine } from './lib/outcome.mjs';
import { reportsFolder } from './lib/paths.mjs';
import { providePythons } from './lib/provide-pythons.mjs';
import { show, within } from './lib/run.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { suites } from './lib/suites.mjs';
import { provideIfPossible, provideSystemPackages } from './lib/system-packages.mjs';
import { chooseMatrix, isNamed } from './lib/test-matrix.mjs';
import { sanitize } from './sanitize.mjs';

/** Seconds that they take on two cores; the sanitizers build the addons anew. */
const checkSeconds = 30;
const sanitizerSeconds = 480;

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
const chosen = suites.filter(({ name, onRequest }) =>
  options.package.length === 0 ? !onRequest : options.package.includes(name),
);
const names = chosen.map(({ name }) => name);

await main(import.meta, async () => {
  const unknown = options.package.find((name) => !names.includes(name));
  if (options.help) return console.log(usage);
  if (unknown) {
    throw new SetupError(`no suite ${unknown}; there is: ${suites.map(({ name }) => name).join(', ')}`);
  }
  const [node, ...args] = options.node ? commandOfNode(options.node) : [process.execPath];
  if (node !== process.execPath) {
    // All of this once more, on that one.
    return spawnSync(node, [...args, ...process.argv.slice(1)], { stdio: 'inherit' }).status ?? 1;
  }
  rmSync(reportsFolder, { recursive: true, force: true });
  mkdirSync(reportsFolder, { recursive: true });

  await build(options.package, options.force);
  await provideSystemPackages(chosen.flatMap(({ needs = [] }) => needs));
  const provideWishes = ci && process.platform === 'linux' ? provideSystemPackages : provideIfPossible;
  await provideWishes(chosen.flatMap(({ wishes = [] }) => wishes));
  const { pythons, missing } = await pythonsHere();
  const { python: wanted, matrix: whole, all } = options;
  const matrix = pythons.length > 0 ? chooseMatrix(pythons, { wanted, matrix: whole, all }) : [];
  announce(matrix);

  const outcome = sum([
    ...(withChecks ? await runChecks() : []),
    await runSuites(pythons, matrix),
    ...missing.map(missingMode),
    ...(withSanitizers ? await sanitize('address', names) : []),
    ...(withSanitizers ? await sanitize('thread', names) : []),
  ]);
  writeFileSync(join(reportsFolder, 'summary.txt'), `${summaryLine(outcome)}\n`);
  return report(outcome);
});

/** Those that the chosen suites may run on, built where a mode has none; and the modes that none of them takes by itself. */
async function pythonsHere() {
  if (chosen.every((suite) => suite.python === 'no')) return { pythons: [], missing: [] };
  if (options.python.length === 0) return providePythons();
  // Nothing is built for another mode when all that is wanted is here.
  const found = await findPythons();
  const here = options.python.every((name) => found.some((python) => isNamed(python, name)));
  return { pythons: here ? found : (await providePythons()).pythons, missing: [] };
}

/** Says what will run, and how long that takes. @param {readonly FoundPython[]} matrix */
function announce(matrix) {
  const what = options.package.length === 0 ? 'all suites' : names.join(', ');
  const pythons = matrix.map(
    ({ version, freeThreaded, mode }) => `${version}${freeThreaded ? 't' : ''} (${mode})`,
  );
  const parts = [
    ...(withChecks ? ['lint, types and the API reference'] : []),
    `${what}${matrix.length > 0 ? `, those that need a Python on ${pythons.join(', ')}` : ''}`,
    ...(withSanitizers ? ['then the sanitizers'] : []),
  ];
  const beside = (withChecks ? checkSeconds : 0) + (withSanitizers ? sanitizerSeconds : 0);
  const minutes = Math.max(1, Math.round((beside + secondsOf(matrix)) / 60));
  say(`${parts.join(', ')}: about ${minutes} min on two cores`);
}

/** @param {readonly FoundPython[]} matrix */
function secondsOf({ length }) {
  return chosen.reduce((sum, { python, seconds }) => sum + seconds * (python === 'each' ? length : 1), 0);
}

/** Each is a command of npm, too. What it finds is on stderr. */
async function runChecks() {
  const checks = {
    lint: [process.execPath, 'scripts/lint.mjs'],
    typecheck: [process.execPath, 'scripts/typecheck.mjs'],
    docs: ['typedoc', '--logLevel', 'Warn'],
  };
  const failures = [];
  for (const [name, [command = '', ...args]] of Object.entries(checks)) {
    say(name);
    if ((await show(command, args)).failed) failures.push(failure(`npm run ${name}`));
  }
  return failures;
}

/** @param {readonly FoundPython[]} pythons @param {readonly FoundPython[]} matrix */
function runSuites(pythons, matrix) {
  // Two patch releases of one minor can be in the matrix with --all.
  const isUnique = (/** @type {string} */ label) =>
    matrix.filter((each) => each.label === label).length === 1;
  // Processes are for Pythons with a GIL, above all for those with a single one, the oldest. Who names Pythons means each.
  const everywhere = options.matrix || options.all || options.python.length > 0;
  const columns = matrix.map(({ label, version, path, freeThreaded }, index) => ({
    label: isUnique(label) ? label : version,
    path,
    processes: index === 0 || (everywhere && !freeThreaded),
  }));
  return outcomeOf('tests', (reporters, variables) => {
    const command = ['vitest', 'run', ...names.map((name) => `--project=${name} *`), ...reporters];
    const env = {
      ...variables,
      PYLOOM_TEST_PYTHONS: pythons.map(({ path }) => path).join(delimiter),
      PYLOOM_TEST_MATRIX: JSON.stringify(columns),
    };
    // What hangs is ended file by file (vitest.forks.ts); this is for what is left then.
    return show(...within(10 * 60 + 4 * secondsOf(matrix), command, { env }));
  });
}

/** A mode that cannot be tested here: that is a gap in CI and may be so elsewhere. @param {string} mode */
function missingMode(mode) {
  const problem = `there is no Python for ${mode} mode`;
  if (ci) return failure(problem);
  say(`${problem}: it is not tested`);
  return { passed: 0, failed: 0, skipped: 1, problems: [], retried: [] };
}
