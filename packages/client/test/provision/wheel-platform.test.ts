import { expect, it } from 'vitest';
import { runsOn } from '../../src/provision/wheel-platform';

const wheels = [
  'linux_armv6l',
  'macosx_10_12_x86_64',
  'macosx_11_0_arm64',
  'manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64',
  'manylinux_2_17_x86_64.manylinux2014_x86_64',
  'manylinux_2_28_aarch64',
  'musllinux_1_1_x86_64',
  'win32',
  'win_amd64',
  'win_arm64',
];

it.each([
  ['linux', 'x64', 36, ['manylinux_2_17_x86_64.manylinux2014_x86_64']],
  ['linux', 'x64', 12, []],
  ['linux', 'x64', undefined, ['musllinux_1_1_x86_64']],
  [
    'linux',
    'arm64',
    31,
    ['manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64', 'manylinux_2_28_aarch64'],
  ],
  ['linux', 'arm64', undefined, ['manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64']],
  ['darwin', 'arm64', undefined, ['macosx_11_0_arm64']],
  ['darwin', 'x64', undefined, ['macosx_10_12_x86_64']],
  ['win32', 'x64', undefined, ['win_amd64']],
  ['win32', 'arm64', undefined, ['win_arm64']],
  ['win32', 'mips', undefined, []],
  ['freebsd', 'x64', undefined, []],
] as const)(
  'of the wheels of a program, %s %s with glibc 2.%s runs %j',
  (platform, arch, glibcMinor, expected) => {
    const fits = (tags: string) => runsOn(`uv-0.13.9-py3-none-${tags}.whl`, { platform, arch, glibcMinor });
    expect(wheels.filter(fits)).toEqual(expected);
  },
);
