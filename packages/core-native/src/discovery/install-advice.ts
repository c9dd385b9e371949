import { contentsOf } from './file-status';
import type { PythonFacts } from './python-facts';
import { oldestSupported } from './requirements';
import { libraryNames } from './shared-library';
import { sources } from './sources';

type Distribution = 'debian' | 'fedora' | 'alpine' | 'arch' | 'suse';

/** The IDs of /etc/os-release that share a package manager. */
const families: Readonly<Record<string, Distribution>> = {
  debian: 'debian',
  ubuntu: 'debian',
  fedora: 'fedora',
  rhel: 'fedora',
  centos: 'fedora',
  alpine: 'alpine',
  arch: 'arch',
  suse: 'suse',
  opensuse: 'suse',
};

const installCommands: Readonly<Record<Distribution | 'darwin' | 'win32', string>> = {
  debian: 'apt-get install python3 libpython3-dev',
  fedora: 'dnf install python3',
  alpine: 'apk add python3',
  arch: 'pacman -S python',
  suse: 'zypper install python313',
  darwin: 'brew install python3',
  win32: 'winget install Python.Python.3.13',
};

/** The machine that the advice is for. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly distribution: Distribution | undefined;
}

export function thisSystem(platform: NodeJS.Platform): System {
  const osRelease = platform === 'linux' ? (contentsOf('/etc/os-release') ?? '') : '';
  return { platform, distribution: distributionOf(osRelease) };
}

/** By the ID of /etc/os-release, or the ones that it says to be like. */
export function distributionOf(osRelease: string): Distribution | undefined {
  const values = [...osRelease.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].map((match) => match[1] ?? '');
  const ids = values.flatMap((value) => value.replaceAll(/["']/g, '').split(/[\s-]/));
  return ids.map((id) => families[id]).find((family) => family !== undefined);
}

/** How to get a Python that works here. */
export function installRemedies({ platform, distribution }: System): string[] {
  const kind = platform === 'darwin' || platform === 'win32' ? platform : distribution;
  return [...(kind ? [`install one: ${installCommands[kind]}`] : []), uvRemedy];
}

/** How to get the shared library of a Python that was found without it. */
export function libraryRemedies(facts: PythonFacts, system: System): string[] {
  return [ofThisPython(facts, system), uvRemedy];
}

/** uv's own builds have their shared library, on every platform. */
const uvRemedy = `let uv fetch one: uv venv --managed-python --python 3.13 (makes ${sources.dotVenv}, where pyloom looks)`;

/** Closes every list: the Python that is wanted may be somewhere else. */
export const nameAnother = `name another one, CPython ${oldestSupported} or later, by ${sources.option}, ${sources.variable}, ${sources.virtualEnv} or ${sources.dotVenv}`;

function ofThisPython(facts: PythonFacts, system: System): string {
  const { version, basePrefix } = facts;
  if (system.platform === 'win32') return 'repair the installation: this file belongs beside its python.exe';
  if (basePrefix === '/usr') return packageOfLibrary(facts, system);
  if (basePrefix.includes('pyenv') && basePrefix.includes('/versions/')) {
    return `build it again: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force ${version}`;
  }
  return 'build it again, with ./configure --enable-shared';
}

function packageOfLibrary(facts: PythonFacts, { platform, distribution }: System): string {
  const [major, minor] = facts.versionInfo;
  if (distribution === 'debian')
    return `install the library: apt-get install libpython${major}.${minor}${facts.abiFlags}`;
  if (distribution === 'fedora') return 'install the library: dnf install python3-libs';
  return `install the package of this system that has ${libraryNames(facts, platform)[0]}`;
}
