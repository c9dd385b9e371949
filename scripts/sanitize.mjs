// Runs the suites of native packages under a sanitizer; the usage below says how.
/** @import { Outcome, Sanitizer, Suite } from './lib/types.ts' */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildInstrumented } from '../packages/addon/compile/instrumented.mjs';
import { build } from './build.mjs';
import { anyPython } from './find-pythons.mjs';
import { failure, outcomeOf, report, sum } from './lib/outcome.mjs';
import { root, withScratch } from './lib/paths.mjs';
import { run, show, within } from './lib/run.mjs';
import { main, SetupError } from './lib/say.mjs';
import { folderOf, suites } from './lib/suites.mjs';

const usage = `npm run sanitize <address|thread> [package...] [-- options]

address: AddressSanitizer and UndefinedBehaviorSanitizer, with LeakSanitizer in test/leak/leak.test.ts
thread:  ThreadSanitizer

  --all          all tests, not those alone that CI has the time for
  --tests PATH   only these; may be given several times

Suites that need a Python take one with sub-interpreters, or $PYLOOM_PYTHON.`;

/** What each one is for the compiler and for the loader. */
const sanitizers = {
  address: { flags: 'address,undefined', library: 'libasan.so', symbol: '__asan_init' },
  thread: { flags: 'thread', library: 'libtsan.so', symbol: '__tsan_init' },
};

/** An instrumented run is slower by far, but not by this much. */
const limitSeconds = 15 * 60;
const limits = ['--testTimeout=300000', '--hookTimeout=300000'];

/**
 * @param {Sanitizer} sanitizer
 * @param {readonly string[]} names of suites, of which it takes those that it can
 * @param {readonly string[]} [tests] instead of those that CI runs
 * @returns {Promise<Outcome[]>} of each; a report of the sanitizer counts as a failure
 */
export async function sanitize(sanitizer, names, tests) {
  const outcomes = [];
  for (const suite of suites) {
    const chosen = suite.sanitized?.[sanitizer];
    if (!chosen || !names.includes(suite.name)) continue;
    outcomes.push(
      await withScratch('pyloom-sanitize-', (scratch) =>
        sanitizeSuite(sanitizer, suite, scratch, tests ?? chosen),
      ),
    );
  }
  return outcomes;
}

/**
 * @param {Sanitizer} sanitizer
 * @param {Suite} suite
 * @param {string} scratch
 * @param {readonly string[]} tests
 */
async function sanitizeSuite(sanitizer, { name, python }, scratch, tests) {
  const folder = join(root, folderOf(name));
  const { flags, symbol } = sanitizers[sanitizer];
  try {
    await buildInstrumented(name, flags, symbol, scratch);
  } catch (error) {
    if (error instanceof SetupError) return failure(error.message);
    throw error;
  }
  const logs = join(scratch, 'logs');
  mkdirSync(logs);
  const env = {
    ...(await environment(sanitizer, folder, logs)),
    ...(python !== 'no' && { PYLOOM_PYTHON: (await anyPython()).path }),
    // What node-gyp-build looks for in the place of the package: nothing else ever finds this addon.
    [`@PYLOOM/${name.toUpperCase().replaceAll('-', '_')}_PREBUILD`]: scratch,
  };
  // Not the script in .bin: shells drop variables with such names.
  const vitest = [process.execPath, join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...limits, ...tests];
  const command = [...(await launcherOf(sanitizer)), ...vitest];
  const outcome = await outcomeOf(`${name}.${sanitizer}`, (reporters, variables) => {
    const options = { cwd: folder, env: { ...env, ...variables } };
    return show(...within(limitSeconds, [...command, ...reporters], options));
  });
  const reports = readdirSync(logs).map((file) => {
    process.stderr.write(readFileSync(join(logs, file)));
    return failure(`a report of the ${sanitizer} sanitizer, ${file} (see above)`);
  });
  return sum([outcome, ...reports]);
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

/** ThreadSanitizer of gcc up to 13 cannot start where the kernel randomises more than 28 bits of addresses. @param {Sanitizer} sanitizer */
async function launcherOf(sanitizer) {
  if (sanitizer !== 'thread' || Number(readFileSync('/proc/sys/vm/mmap_rnd_bits', 'utf8')) <= 28) return [];
  if (!(await run('setarch', ['-R', 'true'])).failed) return ['setarch', '-R'];
  throw new SetupError('ThreadSanitizer cannot start here. Type: sudo sysctl -w vm.mmap_rnd_bits=28');
}

await main(import.meta, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false }, tests: { type: 'string', multiple: true } },
  });
  const [sanitizer, ...packages] = positionals;
  if (sanitizer !== 'address' && sanitizer !== 'thread') throw new SetupError(usage);
  const named = suites
    .map(({ name }) => name)
    .filter((name) => packages.length === 0 || packages.includes(name));
  await build(named.filter((name) => folderOf(name).startsWith('packages/')));
  return report(sum(await sanitize(sanitizer, named, values.all ? [] : values.tests)));
});
