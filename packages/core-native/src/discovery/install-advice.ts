import { contentsOf } from './file-status';
import type { PythonFacts } from './python-facts';
import packages from './python-packages.json';
import { oldestSupported, recommended } from './requirements';
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
  debian: `apt-get install ${packages['apt-get']}`,
  fedora: `dnf install ${packages.dnf}`,
  alpine: `apk add ${packages.apk}`,
  arch: `pacman -S ${packages.pacman}`,
  suse: `zypper install ${packages.zypper}`,
  darwin: `brew install ${packages.brew}`,
  win32: `winget install ${packages.winget}`,
};

/** The machine that the advice is for. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly distribution: Distribution | undefined;
  /** Whether this user may install what is for all. */
  readonly isRoot: boolean;
}

export function thisSystem(platform: NodeJS.Platform): System {
  const osRelease = platform === 'linux' ? (contentsOf('/etc/os-release') ?? '') : '';
  return { platform, distribution: distributionOf(osRelease), isRoot: process.getuid?.() === 0 };
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

/** Has builds for any of them, whoever asks. */
const platformsOfUv: readonly NodeJS.Platform[] = ['linux', 'darwin', 'win32'];

/**
 * The one command that gets what is missing.
 *
 * @param mend what mends the Python that was named
 * @param version which was asked for
 */
export function helpfulCommand(
  system: System,
  mend: string | undefined,
  version = recommended,
): string | undefined {
  if (mend !== undefined) return mend;
  return platformsOfUv.includes(system.platform) ? `npx pyloom python install ${version}` : undefined;
}

/** How to get the shared library of a Python that was found without it. */
export function libraryRemedies(facts: PythonFacts, system: System): string[] {
  const remedies = platformsOfProcesses.includes(system.platform) ? [processRemedy] : [];
  return [ofThisPython(facts, system), ...remedies, uvRemedy];
}

const platformsOfProcesses: readonly NodeJS.Platform[] = ['linux', 'win32'];

/** Where it runs by itself it needs no library. */
const processRemedy = "run it as it is, in processes of its own: createPython({ mode: 'process' })";

/** uv's own builds have their shared library, on every platform. */
const uvRemedy = `let uv fetch one: uv venv --managed-python --python ${recommended} (makes ${sources.dotVenv}, where pyloom looks)`;

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

function packageOfLibrary(facts: PythonFacts, system: System): string {
  const command = libraryCommand(facts, system);
  return command === undefined
    ? `install the package of this system that has ${libraryNames(facts, system.platform)[0]}`
    : `install the library: ${command}`;
}

/** The command that brings the library of this Python; undefined where there is none, or it is not this user's to give. */
export function libraryMend(facts: PythonFacts, system: System): string | undefined {
  return facts.basePrefix === '/usr' && system.isRoot ? libraryCommand(facts, system) : undefined;
}

function libraryCommand(facts: PythonFacts, { distribution }: System): string | undefined {
  const [major, minor] = facts.versionInfo;
  if (distribution === 'debian') return `apt-get install libpython${major}.${minor}${facts.abiFlags}`;
  return distribution === 'fedora' ? 'dnf install python3-libs' : undefined;
}
