import { describe, expect, it } from 'vitest';
import { describePython } from '../lib/python.mjs';
import { chooseMatrix } from '../lib/test-matrix.mjs';

/** @param {string} spec '3.13.0' or '3.13.5t' */
function python(spec) {
  const version = /** @type {[number, number, number]} */ (spec.replace('t', '').split('.').map(Number));
  return describePython(
    `/somewhere/${spec}/bin/python3`,
    version,
    spec.endsWith('t'),
    '/somewhere/libpython.so',
  );
}

const all = ['3.13.5t', '3.13.0', '3.12.8', '3.12.1', '3.11.7', '3.11.2', '3.10.13', '3.9.18'].map(python);

/** @param {import('../lib/python.mjs').FoundPython[]} pythons */
function specs(pythons) {
  return pythons.map(({ version, freeThreaded }) => `${version}${freeThreaded ? 't' : ''}`);
}

describe('describePython', () => {
  it.each([
    ['3.9.18', 'multi_executor'],
    ['3.12.3', 'multi_executor'],
    ['3.12.4', 'subinterp'],
    ['3.13.0', 'subinterp'],
    ['3.13.0t', 'free_threaded'],
  ])('knows that %s runs in %s mode', (spec, mode) => {
    expect(python(spec).mode).toBe(mode);
  });
});

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
