import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import * as source from '../src/index';

const require = createRequire(import.meta.url);
const cjs = require('../dist/index.cjs') as typeof source;
const esm = (await import(new URL('../dist/index.js', import.meta.url).href)) as typeof source;
const copies = [source, esm, cjs];

it('exports the same names from both builds', () => {
  const names = ['ConversionError', 'NdArray', 'SharedState', 'StateFullError', 'isPyloomError'];
  for (const copy of copies) expect(Object.keys(copy).sort()).toEqual(names);
});

it('shares a name between the copies of the package in one thread', () => {
  const all = copies.map((copy) => new copy.SharedState({ name: 'of all copies' }));
  for (const [index, state] of all.entries()) expect(state.incr('count')).toBe(index + 1);
  // Each has an NdArray of its own; all take those of the others.
  for (const state of all) {
    for (const copy of copies) {
      state.set('array', new copy.NdArray(Uint8Array.of(1, 2), [1, 2]));
      for (const other of copies) expect(state.get('array')).toBeInstanceOf(other.NdArray);
    }
  }
});

it('knows the errors of any copy', () => {
  for (const maker of copies) {
    const state = new maker.SharedState({ maxEntries: 1 });
    state.set('a', 1);
    for (const task of [
      () => state.set('b', 1),
      () => state.set('a', () => {}),
      () => state.get(5 as never),
    ]) {
      for (const copy of copies) expect(task).toThrow(expect.toSatisfy((error) => copy.isPyloomError(error)));
    }
  }
});
