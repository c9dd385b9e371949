import { existsSync } from 'node:fs';
import { need, works } from './need.mjs';

export { redisServer } from './redis-server.mjs';

const compiler = process.env.CXX ?? (process.platform === 'linux' ? 'g++' : 'c++');
const cxx20 = '#include <concepts>\n#include <version>\nstatic_assert(std::integral<int>);\n';
const browsers = [process.env.PYLOOM_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'];

/** What node-gyp needs to compile the addons; on Windows it looks for Visual Studio itself. */
export const buildTools =
  process.platform === 'win32'
    ? []
    : [
        need(`a C++20 compiler (${compiler})`, 'g++', () =>
          works(compiler, ['-std=c++20', '-fsyntax-only', '-x', 'c++', '-'], cxx20),
        ),
        need('make', 'make', () => works('make', ['--version'])),
        need('a python3 for node-gyp', 'python3', () =>
          works('python3', ['-c', 'import sys; assert sys.version_info >= (3, 6)']),
        ),
      ];

/** A Python that pyloom can load; Debian's own needs a package beside it. If the one that is named is wrong, pyloom's message says so. */
export const runtimePython = need(
  'a CPython of 3.9 or later with a shared library',
  'python3 libpython3-dev',
  async () => {
    const { PYLOOM_PYTHON, VIRTUAL_ENV } = process.env;
    if (PYLOOM_PYTHON || VIRTUAL_ENV || existsSync('.venv')) return true;
    // Needs the dependencies, which an install provides before it asks.
    const { findPythons } = await import('../find-pythons.mjs');
    return (await findPythons()).length > 0;
  },
);

const pythonBuildTools =
  'build-essential ca-certificates debian-archive-keyring pkg-config xz-utils libbz2-dev libffi-dev liblzma-dev libncurses-dev libreadline-dev libsqlite3-dev libssl-dev zlib1g-dev';

/** What scripts/build-python.sh needs. */
export const pythonBuild = need('what CPython is built with', pythonBuildTools, () =>
  works('dpkg', ['-s', ...pythonBuildTools.split(' ')]),
);

/** Debian leaves it out of its Python. */
export const venvModule = need('a python3 that can make virtual environments', 'python3-venv', () =>
  works('python3', ['-c', 'import venv, ensurepip']),
);

/** On Ubuntu it is a snap, which installs in few containers; $PYLOOM_CHROMIUM names another one. */
export const browser = need('Chromium, for the tests of the demo’s page', 'chromium', () =>
  browsers.some((command) => command && works(command, ['--version'])),
);
