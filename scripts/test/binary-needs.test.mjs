import { describe, expect, it } from 'vitest';
import { excessNeeds, readNeeds } from '../lib/binary-needs.mjs';

/** @param {string[]} versions */
const glibc = (...versions) => ({ libraries: ['libc.so.6', 'libpthread.so.0'], versions });

describe('excessNeeds', () => {
  it('accepts what the oldest glibc has', () => {
    expect(excessNeeds(glibc('GLIBC_2.2.5', 'GLIBC_2.28'), 'glibc')).toEqual([]);
  });

  it('names the symbol versions that came later', () => {
    expect(excessNeeds(glibc('GLIBC_2.4', 'GLIBC_2.29', 'GLIBC_2.34'), 'glibc')).toEqual([
      'GLIBC_2.29',
      'GLIBC_2.34',
    ]);
  });

  it('names the C++ library of a compiler, which may be newer than that of the machine', () => {
    const needs = { libraries: ['libc.so.6', 'libstdc++.so.6'], versions: ['GLIBCXX_3.4.30'] };
    expect(excessNeeds(needs, 'glibc')).toEqual(['libstdc++.so.6', 'GLIBCXX_3.4.30']);
  });

  it('accepts only libc from a binary for musl', () => {
    expect(excessNeeds({ libraries: ['libc.so'], versions: [] }, 'musl')).toEqual([]);
    expect(excessNeeds(glibc('GLIBC_2.17'), 'musl')).toEqual(['libc.so.6', 'libpthread.so.0', 'GLIBC_2.17']);
  });
});

describe.runIf(process.platform === 'linux')('readNeeds', () => {
  it('finds the libraries and the symbol versions of a real binary', async () => {
    const { libraries, versions } = await readNeeds(process.execPath);
    expect(libraries.join()).toMatch(/\blibc\./);
    // Each once, and in the order of their numbers.
    expect(versions).toEqual([...new Set(versions)]);
    expect(versions.indexOf('GLIBC_2.4')).toBeLessThan(versions.indexOf('GLIBC_2.14'));
  });
});
