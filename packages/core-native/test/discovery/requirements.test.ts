import { expect, it } from 'vitest';
import { reasonToRefuse } from '../../src/discovery/requirements';
import { factsOf } from './support';

it.each([
  ['linux-x86_64', 64, 'x64'],
  ['linux-aarch64', 64, 'arm64'],
  ['macosx-14.0-universal2', 64, 'arm64'],
  ['macosx-14.0-universal2', 64, 'x64'],
  ['macosx-11.0-arm64', 64, 'arm64'],
  ['win-amd64', 64, 'x64'],
  ['win32', 32, 'ia32'],
  ['linux-riscv64', 64, 'riscv64'],
] as const)('accepts %s of %i bits in Node.js for %s', (platform, pointerBits, arch) => {
  expect(reasonToRefuse(factsOf('/x', { platform, pointerBits }), arch)).toBeUndefined();
});

it.each([
  ['macosx-11.0-arm64', 64, 'x64'],
  ['macosx-10.9-x86_64', 64, 'arm64'],
  ['win32', 32, 'x64'],
  ['win-amd64', 64, 'arm64'],
  ['linux-x86_64', 32, 'x64'],
] as const)('refuses %s of %i bits in Node.js for %s', (platform, pointerBits, arch) => {
  expect(reasonToRefuse(factsOf('/x', { platform, pointerBits }), arch)).toBe(
    `is CPython 3.13.0 for ${platform} (${pointerBits} bit), but this Node.js is for ${arch}: one process has one architecture`,
  );
});

it.each([
  [[3, 8, 20], false],
  [[3, 9, 0], true],
  [[3, 15, 0], true],
  [[4, 0, 0], true],
] as const)('version %j: %s', (versionInfo, fits) => {
  expect(reasonToRefuse(factsOf('/x', { versionInfo, platform: 'unknown' }), 'x64') === undefined).toBe(fits);
});
