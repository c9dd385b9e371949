import { run } from './child.mjs';

/** What the tests of virtual environments need; Debian leaves it out of its Python. @type {import('./system-packages.mjs').Need} */
export const venvModule = {
  what: 'a python3 that can make virtual environments, for the tests of those',
  present: async () => {
    const { code } = await run('python3', ['-c', 'import venv, ensurepip']);
    return code === 0;
  },
  packages: {
    'apt-get': ['python3-venv'],
    dnf: ['python3'],
    apk: ['python3', 'py3-pip'],
    pacman: ['python'],
    brew: ['python'],
  },
};
