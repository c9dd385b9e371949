// Runs the suites of native packages under a sanitizer: node scripts/sanitize.mjs <address|thread> [package...]
// It works on a copy of the workspace, so that no instrumented addon is ever found by anything else.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { run, runNode } from './lib/child.mjs';
import { nodeGypEnvironment } from './lib/node-headers.mjs';
import { root, tools } from './lib/paths.mjs';
import { failure, readOutcome, sum, summaryLine } from './lib/report.mjs';
import { reportsFolder } from './lib/run-suite.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { folderOf, isSanitizedBy, suites } from './lib/suites.mjs';

/**
 * @typedef {import('./lib/report.mjs').Outcome} Outcome
 * @typedef {keyof typeof sanitizers} Sanitizer
 */

/** What each one is for the compiler, for the loader and in the table. */
export const sanitizers = /** @type {const} */ ({
  address: { flags: 'address,undefined', library: 'libasan.so', label: 'asan', symbol: '__asan_init' },
  thread: { flags: 'thread', library: 'libtsan.so', label: 'tsan', symbol: '__tsan_init' },
});

/** An instrumented run is slower by far, but not by this much. */
const limit = 15 * 60_000;
const testTimeout = 300_000;

/**
 * @param {Sanitizer} sanitizer
 * @param {readonly string[]} names packages with native code
 * @returns {Promise<Map<string, Outcome>>} by name; a report of the sanitizer counts as a failure
 */
export async function sanitize(sanitizer, names) {
  const copy = copyWorkspace();
  try {
    const outcomes = new Map();
    for (const name of names) outcomes.set(name, await sanitizePackage(sanitizer, name, copy));
    return outcomes;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/**
 * @param {Sanitizer} sanitizer
 * @param {string} name
 * @param {string} copy
 * @returns {Promise<Outcome>}
 */
async function sanitizePackage(sanitizer, name, copy) {
  const { flags, label, symbol } = sanitizers[sanitizer];
  const folder = join(copy, folderOf(name));
  say(`${name}: building with -fsanitize=${flags}`);
  const build = await runNode(tools.nodeGyp, ['rebuild', `--sanitize=${flags}`], {
    cwd: folder,
    env: nodeGypEnvironment(),
    limit,
  });
  if (build.code !== 0) {
    process.stderr.write(build.output);
    return failure(`${name} does not build with -fsanitize=${flags}`);
  }
  if (!isInstrumented(join(folder, 'build/Release'), symbol)) {
    return failure(`${name} was built without -fsanitize: its binding.gyp ignores the variable "sanitize"`);
  }

  const logs = join(copy, 'logs', name);
  mkdirSync(logs, { recursive: true });
  mkdirSync(reportsFolder, { recursive: true });
  const report = join(reportsFolder, `${name}.${label}.json`);
  rmSync(report, { force: true });
  const [command = '', ...prefix] = [...(await launcher(sanitizer)), process.execPath];
  const tests = suites.find((suite) => suite.name === name)?.sanitizedTests ?? [];
  const args = [
    'run',
    ...tests,
    '--root',
    folder,
    `--testTimeout=${testTimeout}`,
    `--hookTimeout=${testTimeout}`,
  ];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(command, [...prefix, tools.vitest, ...args, ...reporters], {
    cwd: folder,
    env: { ...process.env, ...(await environment(sanitizer, logs)) },
    show: true,
    limit,
  });

  const outcome = readOutcome(report, code);
  for (const file of readdirSync(logs)) {
    process.stderr.write(readFileSync(join(logs, file)));
    outcome.failed++;
    outcome.problems.push(`a report of the ${sanitizer} sanitizer, ${file} (see above)`);
  }
  return outcome;
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
  for (const file of ['package.json', 'pnpm-workspace.yaml', 'tsconfig.base.json', 'vitest.shared.ts']) {
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
    const [sanitizer, ...names] = process.argv.slice(2);
    if (sanitizer !== 'address' && sanitizer !== 'thread') {
      throw new SetupError('usage: node scripts/sanitize.mjs <address|thread> [package...]');
    }
    const chosen =
      names.length > 0
        ? names
        : suites.filter((suite) => isSanitizedBy(suite, sanitizer)).map((suite) => suite.name);
    await bootstrap(chosen);
    const outcomes = await sanitize(sanitizer, chosen);
    for (const { problems } of outcomes.values()) for (const problem of problems) say(problem);
    const total = sum([...outcomes.values()]);
    say(summaryLine(total));
    return total.failed > 0 ? 1 : 0;
  });
}
