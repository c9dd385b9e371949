// Runs the suites of native packages under a sanitizer; the usage below says how.
// It works on a copy of the workspace, so that no instrumented addon is ever found by anything else.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { findPythons } from './find-pythons.mjs';
import { run, runNode } from './lib/child.mjs';
import { nodeGypEnvironment } from './lib/node-headers.mjs';
import { reportsFolder, root, tools } from './lib/paths.mjs';
import { failure, readOutcome, sum, summaryLine } from './lib/report.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { folderOf, isSanitizedBy, suites } from './lib/suites.mjs';

/**
 * @typedef {import('./lib/report.mjs').Outcome} Outcome
 * @typedef {keyof typeof sanitizers} Sanitizer
 */

const usage = `npm run sanitize <address|thread> [package...] [-- options]

address: AddressSanitizer and UndefinedBehaviorSanitizer, then LeakSanitizer over test/leak/*.test.mjs
thread:  ThreadSanitizer

  --all          all tests, not those alone that CI has the time for
  --tests PATH   only these; may be given several times

Suites that need a Python take one with sub-interpreters, or $PYLOOM_PYTHON.`;

/** What each one is for the compiler and for the loader. */
const sanitizers = /** @type {const} */ ({
  address: { flags: 'address,undefined', library: 'libasan.so', symbol: '__asan_init' },
  thread: { flags: 'thread', library: 'libtsan.so', symbol: '__tsan_init' },
});

/** An instrumented run is slower by far, but not by this much. */
const limit = 15 * 60_000;
const testTimeout = 300_000;

/**
 * @param {Sanitizer} sanitizer
 * @param {readonly string[]} names packages with native code
 * @param {readonly string[]} [tests] instead of those that CI runs
 * @returns {Promise<Map<string, Outcome>>} by name; a report of the sanitizer counts as a failure
 */
export async function sanitize(sanitizer, names, tests) {
  const copy = copyWorkspace();
  try {
    const outcomes = new Map();
    for (const name of names) outcomes.set(name, await sanitizePackage(sanitizer, name, copy, tests));
    return outcomes;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/**
 * @param {Sanitizer} sanitizer
 * @param {string} name
 * @param {string} copy
 * @param {readonly string[]} [tests]
 * @returns {Promise<Outcome>}
 */
async function sanitizePackage(sanitizer, name, copy, tests) {
  const { flags, symbol } = sanitizers[sanitizer];
  const folder = join(copy, folderOf(name));
  say(`${name}: building with -fsanitize=${flags}`);
  const build = await runNode(tools.nodeGyp, ['rebuild', `--sanitize=${flags}`], {
    cwd: join(folder, 'native'),
    env: nodeGypEnvironment(),
    limit,
  });
  if (build.code !== 0) {
    process.stderr.write(build.output);
    return failure(`${name} does not build with -fsanitize=${flags}`);
  }
  // A build there wins over the binary in prebuilds/.
  renameSync(join(folder, 'native/build'), join(folder, 'build'));
  if (!isInstrumented(join(folder, 'build/Release'), symbol)) {
    return failure(`${name} was built without -fsanitize: its binding.gyp ignores the variable "sanitize"`);
  }

  const logs = join(copy, 'logs', name);
  mkdirSync(logs, { recursive: true });
  mkdirSync(reportsFolder, { recursive: true });
  const suite = suites.find((each) => each.name === name);
  const chosen = tests ?? suite?.sanitized?.[sanitizer] ?? [];
  const sanitized = {
    sanitizer,
    name,
    folder,
    env: {
      ...process.env,
      ...(await environment(sanitizer, logs)),
      ...(suite?.python !== 'no' && { PYLOOM_PYTHON: await choosePython() }),
    },
  };
  const report = join(reportsFolder, `${name}.${sanitizer}.json`);
  const outcomes = [await runTests(sanitized, chosen, report)];
  if (sanitizer === 'address') outcomes.push(await findLeaks(sanitized));
  const outcome = { ...sum(outcomes), problems: outcomes.flatMap(({ problems }) => problems) };
  for (const file of readdirSync(logs)) {
    process.stderr.write(readFileSync(join(logs, file)));
    outcome.failed++;
    outcome.problems.push(`a report of the ${sanitizer} sanitizer, ${file} (see above)`);
  }
  return outcome;
}

/**
 * @typedef {object} Sanitized
 * @property {Sanitizer} sanitizer
 * @property {string} name
 * @property {string} folder
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * @param {Sanitized} sanitized
 * @param {readonly string[]} tests
 * @param {string} report
 * @returns {Promise<Outcome>}
 */
async function runTests({ sanitizer, folder, env }, tests, report) {
  rmSync(report, { force: true });
  const [command = '', ...prefix] = [...(await launcher(sanitizer)), process.execPath];
  const limits = [`--testTimeout=${testTimeout}`, `--hookTimeout=${testTimeout}`];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(
    command,
    [...prefix, tools.vitest, 'run', ...tests, '--root', folder, ...limits, ...reporters],
    { cwd: folder, env, show: true, limit },
  );
  return readOutcome(report, code);
}

/**
 * What a process still holds that nothing refers to any more when it ends. Not by vitest, which ends its own processes
 * in the middle.
 *
 * @param {Sanitized} sanitized
 * @returns {Promise<Outcome>}
 */
async function findLeaks({ name, folder, env }) {
  const tests = join(folder, 'test/leak');
  const files = existsSync(tests) ? readdirSync(tests).filter((file) => file.endsWith('.test.mjs')) : [];
  const suppressions = join(tests, 'lsan.supp');
  /** @type {Outcome} */
  const outcome = { passed: 0, failed: 0, skipped: 0, problems: [] };
  for (const file of files) {
    say(`${name}: LeakSanitizer over ${file}`);
    const { code, output } = await run(process.execPath, [join(tests, file)], {
      cwd: folder,
      env: {
        ...env,
        ASAN_OPTIONS: 'detect_leaks=1',
        // Its tracer crashes over the thread-local memory of libraries that were opened late.
        LSAN_OPTIONS: `use_tls=0${existsSync(suppressions) ? `:suppressions=${suppressions}:print_suppressions=0` : ''}`,
      },
      limit,
    });
    if (code === 0) {
      outcome.passed++;
      continue;
    }
    process.stderr.write(output);
    outcome.failed++;
    outcome.problems.push(`${file} leaks, or fails (exit code ${code}, see above)`);
  }
  return outcome;
}

/** @returns {Promise<string>} the executable: one with sub-interpreters, where there is one, shows most */
async function choosePython() {
  if (process.env.PYLOOM_PYTHON) return process.env.PYLOOM_PYTHON;
  const found = await findPythons();
  const python = found.find(({ mode }) => mode === 'subinterp') ?? found[0];
  if (!python) throw new SetupError('no Python was found that pyloom can load');
  return python.path;
}

/**
 * @param {string} folder
 * @param {string} symbol
 */
function isInstrumented(folder, symbol) {
  const addons = readdirSync(folder).filter((file) => file.endsWith('.node'));
  return addons.length > 0 && addons.every((file) => readFileSync(join(folder, file)).includes(symbol));
}

/**
 * @param {Sanitizer} sanitizer
 * @param {string} logs
 */
async function environment(sanitizer, logs) {
  const { library } = sanitizers[sanitizer];
  const { code, output } = await run('gcc', [`-print-file-name=${library}`]);
  const path = output.trim();
  // gcc answers with the bare name where it has no such file.
  if (code !== 0 || path === library)
    throw new SetupError(`the sanitizers need gcc with ${library}, on Linux.`);
  return {
    LD_PRELOAD: path,
    // Node and CPython keep memory until the process ends, so leaks are looked for elsewhere.
    ASAN_OPTIONS: `detect_leaks=0:log_path=${join(logs, 'asan')}`,
    UBSAN_OPTIONS: `print_stacktrace=1:log_path=${join(logs, 'ubsan')}`,
    // Without halt_on_error vitest stays green on a data race.
    TSAN_OPTIONS: `ignore_noninstrumented_modules=1 halt_on_error=1 exitcode=66 log_path=${join(logs, 'tsan')}`,
    PYLOOM_SANITIZER: sanitizer,
    // AddressSanitizer refuses libraries that are opened with RTLD_DEEPBIND.
    PYLOOM_ISOLATE_LIBRARIES: '0',
  };
}

/**
 * ThreadSanitizer of gcc up to 13 cannot start where the kernel randomises more than 28 bits of addresses.
 *
 * @param {Sanitizer} sanitizer
 */
async function launcher(sanitizer) {
  if (sanitizer !== 'thread') return [];
  const bits = Number(readFileSync('/proc/sys/vm/mmap_rnd_bits', 'utf8'));
  if (bits <= 28) return [];
  if ((await run('setarch', ['-R', 'true'])).code === 0) return ['setarch', '-R'];
  throw new SetupError('ThreadSanitizer cannot start here. Type: sudo sysctl -w vm.mmap_rnd_bits=28');
}

/** @returns {string} a folder with all packages and with links to what is installed */
function copyWorkspace() {
  const copy = mkdtempSync(join(tmpdir(), 'pyloom-sanitize-'));
  const left = new Set(['build', 'prebuilds', 'reports', '.turbo', 'coverage']);
  const vitest = readdirSync(root).filter((file) => /^vitest\..*\.ts$/.test(file));
  for (const file of ['package.json', 'pnpm-workspace.yaml', 'tsconfig.base.json', ...vitest]) {
    cpSync(join(root, file), join(copy, file));
  }
  cpSync(join(root, 'packages'), join(copy, 'packages'), {
    recursive: true,
    // pnpm's links are relative: to the other packages, which are copied, and to node_modules, which is linked.
    verbatimSymlinks: true,
    filter: (source) => !left.has(basename(source)),
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { all: { type: 'boolean', default: false }, tests: { type: 'string', multiple: true } },
    });
    const [sanitizer, ...names] = positionals;
    if (sanitizer !== 'address' && sanitizer !== 'thread') throw new SetupError(usage);
    const chosen =
      names.length > 0
        ? names
        : suites.filter((suite) => isSanitizedBy(suite, sanitizer)).map((suite) => suite.name);
    await bootstrap(chosen);
    const outcomes = await sanitize(sanitizer, chosen, values.all ? [] : values.tests);
    for (const { problems } of outcomes.values()) for (const problem of problems) say(problem);
    const total = sum([...outcomes.values()]);
    say(summaryLine(total));
    return total.failed > 0 ? 1 : 0;
  });
}
