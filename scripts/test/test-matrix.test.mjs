import { describe, expect, it } from 'vitest';
import { chooseMatrix } from '../lib/test-matrix.mjs';

/** @param {string} spec '3.13.0' or '3.13.5t' @returns {import('../lib/types.ts').FoundPython} */
function python(spec) {
  const freeThreaded = spec.endsWith('t');
  const version = spec.replace('t', '');
  const [, minor = 0, patch = 0] = version.split('.').map(Number);
  const withGil = minor > 12 || (minor === 12 && patch >= 4) ? 'subinterp' : 'multi_executor';
  return {
    path: `/somewhere/${spec}/bin/python3`,
    version,
    label: `3.${minor}${freeThreaded ? 't' : ''}`,
    freeThreaded,
    mode: freeThreaded ? 'free_threaded' : withGil,
    library: '/somewhere/libpython.so',
  };
}

const all = ['3.13.5t', '3.13.0', '3.12.8', '3.12.1', '3.11.7', '3.11.2', '3.10.13', '3.9.18'].map(python);

/** @param {import('../lib/types.ts').FoundPython[]} pythons */
function specs(pythons) {
  return pythons.map(({ version, freeThreaded }) => `${version}${freeThreaded ? 't' : ''}`);
}

describe('chooseMatrix', () => {
  it('takes the newest of each minor version that matters, the oldest first', () => {
    expect(specs(chooseMatrix(all, { matrix: true }))).toEqual([
      '3.9.18',
      '3.11.7',
      '3.12.8',
      '3.13.0',
      '3.13.5t',
    ]);
  });

  it('takes another minor version where a mode would have none', () => {
    const few = [python('3.15.0'), python('3.10.1')];
    expect(specs(chooseMatrix(few, { matrix: true }))).toEqual(['3.10.1', '3.15.0']);
  });

  it('takes one for each mode when nothing is asked for', () => {
    expect(specs(chooseMatrix(all))).toEqual(['3.11.7', '3.13.0', '3.13.5t']);
  });

  it('takes one of each version when all are asked for', () => {
    expect(chooseMatrix([...all, python('3.9.18')], { all: true })).toHaveLength(all.length);
  });

  it('takes what is named by label, version or path', () => {
    const wanted = ['3.13t', '3.11.2', '/somewhere/3.9.18/bin/python3'];
    expect(specs(chooseMatrix(all, { wanted }))).toEqual(['3.9.18', '3.11.2', '3.13.5t']);
  });

  it('refuses a name that is not there, and says what is', () => {
    expect(() => chooseMatrix(all, { wanted: ['3.8'] })).toThrow(/no Python 3\.8 here; there is: 3\.13t/);
  });
});
