import { contentsOf } from './file-status';
import type { PythonFacts } from './python-facts';
import { oldestSupported } from './requirements';
import { libraryNames } from './shared-library';
import { sources } from './sources';

type Distribution = 'debian' | 'fedora' | 'alpine' | 'arch' | 'suse';

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
  const families: Record<string, Distribution> = {
    debian: 'debian',
    ubuntu: 'debian',
    fedora: 'fedora',
    rhel: 'fedora',
  };
  Object.assign(families, {
    centos: 'fedora',
    alpine: 'alpine',
    arch: 'arch',
    suse: 'suse',
    opensuse: 'suse',
  });
  return ids.map((id) => families[id]).find((family) => family !== undefined);
}

/** How to get a Python that works here. */
export function installRemedies({ platform, distribution }: System): string[] {
  const packaged: Record<Distribution, string> = {
    debian: 'apt-get install python3 libpython3-dev',
    fedora: 'dnf install python3',
    alpine: 'apk add python3',
    arch: 'pacman -S python',
    suse: 'zypper install python313',
  };
  const own = distribution && packaged[distribution];
  const ofPlatform = { darwin: 'brew install python3', win32: 'winget install Python.Python.3.13' }[
    platform as string
  ];
  const command = own ?? ofPlatform;
  return [...(command ? [`install one: ${command}`] : []), uvRemedy('3.13')];
}

/** How to get the shared library of a Python that was found without it. */
export function libraryRemedies(facts: PythonFacts, system: System): string[] {
  const [major, minor] = facts.versionInfo;
  return [ofThisPython(facts, system), uvRemedy(`${major}.${minor}`)];
}

/** Closes every list: the Python that is wanted may be somewhere else. */
export const nameAnother = `name another one, CPython ${oldestSupported} or later, by ${sources.option}, ${sources.variable}, ${sources.virtualEnv} or ${sources.dotVenv}`;

function uvRemedy(version: string): string {
  return `let uv fetch one: uv venv --managed-python --python ${version} (makes ${sources.dotVenv}, where pyloom looks)`;
}

function ofThisPython(facts: PythonFacts, { platform, distribution }: System): string {
  const { version, basePrefix } = facts;
  const [major, minor] = facts.versionInfo;
  if (platform === 'win32') return 'repair the installation: this file belongs beside its python.exe';
  if (basePrefix === '/usr' && distribution === 'debian')
    return `apt-get install libpython${major}.${minor}${facts.abiFlags}`;
  if (basePrefix === '/usr' && distribution === 'fedora')
    return `dnf install python${major}.${minor}-libs (or python3-libs)`;
  if (basePrefix === '/usr')
    return `install the package of this system that has ${libraryNames(facts, platform)[0]}`;
  if (basePrefix.includes('/versions/') && basePrefix.includes('pyenv')) {
    return `build it again: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force ${version}`;
  }
  return 'build it again, with ./configure --enable-shared';
}
