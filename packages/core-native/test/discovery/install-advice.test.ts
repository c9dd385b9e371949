import { describe, expect, it } from 'vitest';
import { distributionOf, installRemedies, libraryRemedies } from '../../src/discovery/install-advice';
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
  expect(installRemedies({ platform, distribution })[0]).toBe(remedy);
});

it('knows uv where the system is unknown', () => {
  expect(installRemedies({ platform: 'linux', distribution: undefined })).toEqual([
    expect.stringContaining('uv venv'),
  ]);
});

describe('how to get the shared library', () => {
  const debian = { platform: 'linux', distribution: 'debian' } as const;

  it.each([
    ["the system's, Debian", '/usr', debian, 'install the library: apt-get install libpython3.13'],
    [
      "the system's, Fedora",
      '/usr',
      { platform: 'linux', distribution: 'fedora' } as const,
      'install the library: dnf install python3-libs',
    ],
    [
      "the system's, other",
      '/usr',
      { platform: 'linux', distribution: undefined } as const,
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
      { platform: 'win32', distribution: undefined } as const,
      'repair the installation: this file belongs beside its python.exe',
    ],
  ])('%s', (_, prefix, system, remedy) => {
    expect(libraryRemedies(factsOf(prefix), system)[0]).toBe(remedy);
  });
});
