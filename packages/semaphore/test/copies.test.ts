import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import * as source from '../src/index';

const require = createRequire(import.meta.url);
const cjs = require('../dist/index.cjs') as typeof source;
const esm = (await import(new URL('../dist/index.js', import.meta.url).href)) as typeof source;
const copies = [source, esm, cjs];

it('exports the same names from both builds', () => {
  const names = ['OverloadedError', 'Semaphore', 'isPyloomError'];
  for (const copy of copies) expect(Object.keys(copy).sort()).toEqual(names);
});

it('shares a name between the copies of the package in one thread, waiters included', async () => {
  const all = copies.map((copy) => new copy.Semaphore({ name: 'of all copies', max: 1 }));
  const permit = all[0]?.tryAcquire();
  expect(all.map((semaphore) => semaphore.current)).toEqual([1, 1, 1]);
  const order: number[] = [];
  const waiters = [2, 1, 0, 2].map(async (copy) => {
    const mine = await all[copy]?.acquire();
    order.push(copy);
    mine?.release();
  });
  permit?.release();
  await Promise.all(waiters);
  expect(order).toEqual([2, 1, 0, 2]);
  expect(all.map((semaphore) => semaphore.current)).toEqual([0, 0, 0]);
});

it('knows the errors of any copy', async () => {
  for (const maker of copies) {
    const semaphore = new maker.Semaphore({ max: 1 });
    semaphore.tryTake();
    const error = await semaphore.acquire({ timeout: 0 }).catch((reason: unknown) => reason);
    for (const copy of copies) expect(copy.isPyloomError(error)).toBe(true);
  }
});
