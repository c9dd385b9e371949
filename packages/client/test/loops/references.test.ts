import { beforeEach, describe, expect, it } from 'vitest';
import type { PyRef } from '../../src/index';
import { clientForFile } from '../support/client';
import { needLateLoops } from './late-loops';

const py = await clientForFile();
const asyncio = await py.import('asyncio');

describe('an object of asyncio that JavaScript holds', () => {
  beforeEach(needLateLoops);

  it('wakes those who wait for it, by methods that are no coroutines', async () => {
    const queue = await asyncio.Queue();
    const event = await asyncio.Event();
    const waiting = [queue.get(), queue.get(), event.wait()];
    await queue.put_nowait('first');
    await queue.put('second');
    await event.set();
    // Two calls that are under way at once come to the queue in any order.
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['first', 'second', true]));
  });

  it('is a lock for JavaScript', async () => {
    const lock = await asyncio.Lock();
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        await lock.acquire();
        order.push(n);
        expect(await lock.locked()).toBe(true);
        order.push(n);
        await lock.release();
      }),
    );
    expect(order).toEqual(order.filter((_, i) => i % 2 === 0).flatMap((n) => [n, n]));
  });

  it('may be of a class of its own, or an attribute', async () => {
    await py.exec(
      'import asyncio\nclass Jobs(asyncio.Queue):\n    def add(self, job): self.put_nowait(job)\nclass Holder:\n    def __init__(self): self.jobs = Jobs()',
    );
    const holder = await py.eval<PyRef>('Holder()');
    const got = [holder.jobs.get(), py.eval('h.jobs.get()', { h: holder })];
    await holder.jobs.add(1);
    await holder.jobs.put_nowait(1);
    expect(await Promise.all(got)).toEqual([1, 1]);
  });
});
