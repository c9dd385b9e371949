import { describe, expect, it } from 'vitest';
import {
  distributionOf,
  helpfulCommand,
  installRemedies,
  libraryMend,
  libraryRemedies,
} from '../../src/discovery/install-advice';
import { factsOf } from './support';

it.each([
  ['ID=debian', 'debian'],
  ['NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"', 'debian'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"', 'fedora'],
  ['ID="opensuse-leap"', 'suse'],
  ['ID=alpine\nVERSION_ID=3.20', 'alpine'],
  ['ID=arch', 'arch'],
  ['ID=nixos', undefined],
  ['', undefined],
])('knows the distribution of %j', (osRelease, distribution) => {
  expect(distributionOf(osRelease)).toBe(distribution);
});

it.each([
  ['linux', 'debian', 'install one: apt-get install python3 libpython3-dev'],
  ['linux', 'alpine', 'install one: apk add python3'],
  ['darwin', undefined, 'install one: brew install python3'],
  ['win32', undefined, 'install one: winget install Python.Python.3.13'],
] as const)('tells how to install a Python on %s %s', (platform, distribution, remedy) => {
  expect(installRemedies({ platform, distribution, isRoot: true })[0]).toBe(remedy);
});

it('knows uv where the system is unknown', () => {
  expect(installRemedies({ platform: 'linux', distribution: undefined, isRoot: true })).toEqual([
    expect.stringContaining('uv venv'),
  ]);
});

describe('how to get the shared library', () => {
  const debian = { platform: 'linux', distribution: 'debian', isRoot: true } as const;

  it.each([
    ["the system's, Debian", '/usr', debian, 'install the library: apt-get install libpython3.13'],
    [
      "the system's, Fedora",
      '/usr',
      { platform: 'linux', distribution: 'fedora', isRoot: true } as const,
      'install the library: dnf install python3-libs',
    ],
    [
      "the system's, other",
      '/usr',
      { platform: 'linux', distribution: undefined, isRoot: true } as const,
      'install the package of this system that has libpython3.13.so.1.0',
    ],
    [
      "pyenv's",
      '/home/me/.pyenv/versions/3.13.0',
      debian,
      'build it again: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force 3.13.0',
    ],
    ['one built by hand', '/opt/py', debian, 'build it again, with ./configure --enable-shared'],
    [
      "Windows'",
      'C:\\Python313',
      { platform: 'win32', distribution: undefined, isRoot: false } as const,
      'repair the installation: this file belongs beside its python.exe',
    ],
  ])('%s', (_, prefix, system, remedy) => {
    expect(libraryRemedies(factsOf(prefix), system)[0]).toBe(remedy);
  });
});

describe('the one command that helps', () => {
  const debian = { platform: 'linux', distribution: 'debian', isRoot: true } as const;

  it('has a Python installed, of the version that was asked for', () => {
    expect(helpfulCommand(debian, undefined)).toBe('npx pyloom python install 3.13');
    expect(helpfulCommand(debian, undefined, '3.14t')).toBe('npx pyloom python install 3.14t');
    expect(helpfulCommand({ ...debian, platform: 'freebsd' }, undefined)).toBeUndefined();
  });

  it('mends the Python that was named, where this user can', () => {
    const facts = factsOf('/usr');
    const mend = libraryMend(facts, debian);
    expect(helpfulCommand(debian, mend)).toBe('apt-get install libpython3.13');
    expect(libraryMend(facts, { ...debian, isRoot: false })).toBeUndefined();
    expect(libraryMend(factsOf('/opt/py'), debian)).toBeUndefined();
  });
});
