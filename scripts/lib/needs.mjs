import { spawnSync } from 'node:child_process';
import { findPythons } from '../find-pythons.mjs';
import { isPythonNamed, oldestMinor, probePython } from './python.mjs';
import { SetupError, say } from './say.mjs';
import { managers, provideSystemPackages } from './system-packages.mjs';

/** @typedef {import('./system-packages.mjs').Need} Need */

const compiler = process.env.CXX ?? (process.platform === 'linux' ? 'g++' : 'c++');
const cxx20 = '#include <concepts>\n#include <version>\nstatic_assert(std::integral<int>);\n';
const fuzzed = 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }';
const browsers = [process.env.PYLOOM_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'];

/** What node-gyp needs to compile the addons; on Windows it looks for Visual Studio itself. @type {readonly Need[]} */
export const buildTools =
  process.platform === 'win32'
    ? []
    : [
        need(
          `a C++20 compiler (${compiler})`,
          () => works(compiler, ['-std=c++20', '-fsyntax-only', '-x', 'c++', '-'], cxx20),
          ['g++', 'gcc-c++', 'g++', 'gcc', 'gcc'],
        ),
        need('make', () => works('make', ['--version']), ['make', 'make', 'make', 'make', 'make']),
        need(
          'a python3 for node-gyp',
          () => works('python3', ['-c', 'import sys; assert sys.version_info >= (3, 6)']),
          ['python3', 'python3', 'python3', 'python', 'python'],
        ),
      ];

/** A Python that pyloom can load; Debian's own needs a package beside it. */
export const runtimePython = need(
  `a CPython of 3.${oldestMinor} or later with a shared library`,
  async () =>
    isPythonNamed() || !('problem' in (await probePython('python3'))) || (await findPythons()).length > 0,
  ['python3 libpython3-dev', 'python3 python3-libs', 'python3', 'python', 'python'],
);

/** Debian leaves it out of its Python. */
export const venvModule = need(
  'a python3 that can make virtual environments, for the tests of those',
  () => works('python3', ['-c', 'import venv, ensurepip']),
  ['python3-venv', 'python3', 'python3 py3-pip', 'python', 'python'],
);

/** The tests start it on a free port of loopback. */
export const redisServer = need(
  'a Redis server, for the tests of @pyloom/redis',
  () => works(process.env.PYLOOM_REDIS_SERVER ?? 'redis-server', ['--version']),
  ['redis-server', 'redis', 'redis', 'redis', 'redis'],
);

export const fuzzingClang = need(
  'clang with libFuzzer',
  () => works('clang++', ['-fsanitize=fuzzer,address', '-x', 'c++', '-', '-o', '/dev/null'], fuzzed),
  ['clang libclang-rt-dev', 'clang compiler-rt', 'clang compiler-rt', 'clang compiler-rt', 'llvm'],
);

const browser = need(
  'Chromium, for the tests of the demo’s page',
  () => browsers.some((command) => command && works(command, ['--version'])),
  // On Ubuntu it is a snap, which installs in few containers; $PYLOOM_CHROMIUM names another one.
  ['chromium', 'chromium', 'chromium', 'chromium', 'chromium'],
);

/**
 * Installs Chromium where that can be done. Elsewhere the tests that need it are skipped, unless it is required.
 *
 * @param {{ required: boolean }} options
 * @throws {SetupError} with the command to type, if it is required
 */
export async function provideBrowser({ required }) {
  try {
    await provideSystemPackages([browser]);
  } catch (error) {
    if (required || !(error instanceof SetupError)) throw error;
    say(`${error.message.trimEnd()}\nUntil then these tests are skipped.`);
  }
}

/**
 * @param {string} what
 * @param {Need['present']} present
 * @param {readonly string[]} packages of each manager, in their order
 * @returns {Need}
 */
function need(what, present, packages) {
  const entries = managers.map(({ name }, index) => [name, (packages[index] ?? '').split(' ')]);
  return { what, present, packages: Object.fromEntries(entries) };
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} [input]
 */
function works(command, args, input = '') {
  return spawnSync(command, args, { input }).status === 0;
}
