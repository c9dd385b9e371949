// Runs the suites of native packages under a sanitizer; the usage below says how.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { findPythons } from './find-pythons.mjs';
import { nodeGypEnvironment } from './lib/node-headers.mjs';
import { failure, outcomeOf, sum, summaryLine } from './lib/outcome.mjs';
import { root } from './lib/paths.mjs';
import { run, show, within } from './lib/run.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { folderOf, isSanitizedBy, suites } from './lib/suites.mjs';

/**
 * @typedef {import('./lib/outcome.mjs').Outcome} Outcome
 * @typedef {keyof typeof sanitizers} Sanitizer
 */

const usage = `npm run sanitize <address|thread> [package...] [-- options]

address: AddressSanitizer and UndefinedBehaviorSanitizer, with LeakSanitizer in test/leak/leak.test.ts
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
const limitSeconds = 15 * 60;
const testTimeout = 300_000;

/**
 * @param {Sanitizer} sanitizer
 * @param {readonly string[]} names packages with native code
 * @param {readonly string[]} [tests] instead of those that CI runs
 * @returns {Promise<Outcome[]>} of each; a report of the sanitizer counts as a failure
 */
export async function sanitize(sanitizer, names, tests) {
  const outcomes = [];
  for (const name of names) {
    const scratch = mkdtempSync(join(tmpdir(), 'pyloom-sanitize-'));
    try {
      outcomes.push(await sanitizePackage(sanitizer, name, scratch, tests));
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return outcomes;
}

/**
 * @param {Sanitizer} sanitizer
 * @param {string} name
 * @param {string} scratch
 * @param {readonly string[]} [tests]
 * @returns {Promise<Outcome>}
 */
async function sanitizePackage(sanitizer, name, scratch, tests) {
  const suite = suites.find((each) => each.name === name);
  const folder = join(root, folderOf(name));
  const problem = await buildInstrumented(sanitizer, name, join(folder, 'native'), scratch);
  if (problem) return failure(problem);
  const logs = join(scratch, 'logs');
  mkdirSync(logs);
  const env = {
    ...(await environment(sanitizer, folder, logs)),
    ...(suite?.python !== 'no' && { PYLOOM_PYTHON: await choosePython() }),
    // What node-gyp-build looks for in the place of the package: nothing else ever finds this addon.
    [`@PYLOOM/${name.toUpperCase().replaceAll('-', '_')}_PREBUILD`]: scratch,
  };
  const launcher = [...(await launcherOf(sanitizer)), ...within(limitSeconds)];
  const limits = [`--testTimeout=${testTimeout}`, `--hookTimeout=${testTimeout}`];
  // Not the script in .bin: shells drop variables with such names.
  const vitest = [process.execPath, join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...limits];
  const chosen = tests ?? suite?.sanitized?.[sanitizer] ?? [];
  const outcome = await outcomeOf(`${name}.${sanitizer}`, (reporters, variables) => {
    const [command = '', ...args] = [...launcher, ...vitest, ...chosen, ...reporters];
    return show(command, args, { cwd: folder, env: { ...env, ...variables } });
  });
  const reports = readdirSync(logs).map((file) => {
    process.stderr.write(readFileSync(join(logs, file)));
    return failure(`a report of the ${sanitizer} sanitizer, ${file} (see above)`);
  });
  return sum([outcome, ...reports]);
}

/**
 * @param {Sanitizer} sanitizer
 * @param {string} name
 * @param {string} native
 * @param {string} scratch where the addon goes
 * @returns {Promise<string | undefined>} what is wrong
 */
async function buildInstrumented(sanitizer, name, native, scratch) {
  const { flags, symbol } = sanitizers[sanitizer];
  say(`${name}: building with -fsanitize=${flags}`);
  const made = await run('node-gyp', ['rebuild', `--sanitize=${flags}`], {
    cwd: native,
    env: nodeGypEnvironment(),
  });
  const built = join(native, 'build/Release');
  const addons = existsSync(built) ? readdirSync(built).filter((file) => file.endsWith('.node')) : [];
  for (const file of addons) cpSync(join(built, file), join(scratch, 'build/Release', file));
  rmSync(join(native, 'build'), { recursive: true, force: true });
  if (made.failed) process.stderr.write(made.all);
  if (made.failed || addons.length === 0) return `${name} does not build with -fsanitize=${flags}`;
  if (addons.every((file) => readFileSync(join(scratch, 'build/Release', file)).includes(symbol))) return;
  return `${name} was built without -fsanitize: its binding.gyp ignores the variable "sanitize"`;
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
 * @param {Sanitizer} sanitizer
 * @param {string} folder of the package
 * @param {string} logs
 */
async function environment(sanitizer, folder, logs) {
  const { library } = sanitizers[sanitizer];
  const { failed, stdout } = await run('gcc', [`-print-file-name=${library}`]);
  // gcc answers with the bare name where it has no such file.
  if (failed || stdout === library) {
    throw new SetupError(`the sanitizers need gcc with ${library}, on Linux.`);
  }
  return {
    LD_PRELOAD: stdout,
    // Node and CPython keep memory until the process ends: only test/leak/leak.test.ts looks for leaks.
    ASAN_OPTIONS: `detect_leaks=0:log_path=${join(logs, 'asan')}`,
    // Its tracer crashes over the thread-local memory of libraries that were opened late.
    LSAN_OPTIONS: `use_tls=0:suppressions=${join(folder, 'test/leak/lsan.supp')}:print_suppressions=0`,
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
async function launcherOf(sanitizer) {
  if (sanitizer !== 'thread') return [];
  const bits = Number(readFileSync('/proc/sys/vm/mmap_rnd_bits', 'utf8'));
  if (bits <= 28) return [];
  if (!(await run('setarch', ['-R', 'true'])).failed) return ['setarch', '-R'];
  throw new SetupError('ThreadSanitizer cannot start here. Type: sudo sysctl -w vm.mmap_rnd_bits=28');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { all: { type: 'boolean', default: false }, tests: { type: 'string', multiple: true } },
    });
    const [sanitizer, ...names] = positionals;
    if (sanitizer !== 'address' && sanitizer !== 'thread') throw new SetupError(usage);
    const sanitized = suites.filter((suite) => isSanitizedBy(suite, sanitizer)).map(({ name }) => name);
    const chosen = names.length > 0 ? names : sanitized;
    await build(chosen);
    const outcome = sum(await sanitize(sanitizer, chosen, values.all ? [] : values.tests));
    for (const problem of outcome.problems) say(problem);
    say(summaryLine(outcome));
    return outcome.failed > 0 ? 1 : 0;
  });
}
