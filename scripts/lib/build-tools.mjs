import { run } from './child.mjs';

/** @typedef {import('./system-packages.mjs').Need} Need */

const compiler = process.env.CXX ?? (process.platform === 'linux' ? 'g++' : 'c++');
const program = '#include <concepts>\n#include <version>\nstatic_assert(std::integral<int>);\n';

/** What node-gyp needs to compile the addons; on Windows it looks for Visual Studio itself. @type {readonly Need[]} */
export const buildTools =
  process.platform === 'win32'
    ? []
    : [
        {
          what: `a C++20 compiler (${compiler})`,
          present: async () => {
            const args = ['-std=c++20', '-fsyntax-only', '-x', 'c++', '-'];
            return (await run(compiler, args, { input: program })).code === 0;
          },
          packages: { 'apt-get': ['g++'], dnf: ['gcc-c++'], apk: ['g++'], pacman: ['gcc'], brew: ['gcc'] },
        },
        {
          what: 'make',
          present: async () => (await run('make', ['--version'])).code === 0,
          packages: { 'apt-get': ['make'], dnf: ['make'], apk: ['make'], pacman: ['make'], brew: ['make'] },
        },
        {
          what: 'a python3 for node-gyp',
          present: async () =>
            (await run('python3', ['-c', 'import sys; assert sys.version_info >= (3, 6)'])).code === 0,
          packages: {
            'apt-get': ['python3'],
            dnf: ['python3'],
            apk: ['python3'],
            pacman: ['python'],
            brew: ['python'],
          },
        },
      ];
