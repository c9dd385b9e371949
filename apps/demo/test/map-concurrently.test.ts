import { describe, expect, it } from 'vitest';
import { mapConcurrently } from '../src/map-concurrently.ts';

describe('mapConcurrently', () => {
  it('keeps the order of the items, whichever ends first', async () => {
    const ends: (() => void)[] = [];
    const results = mapConcurrently([10, 20, 30], 3, async (item) => {
      await new Promise<void>((resolve) => ends.push(resolve));
      return item + 1;
    });
    for (const end of ends.reverse()) end();
    expect(await results).toEqual([11, 21, 31]);
  });

  it('has no more tasks under way than allowed, and as many when it can', async () => {
    let running = 0;
    let most = 0;
    await mapConcurrently([...Array(20).keys()], 3, async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    });
    expect(most).toBe(3);
  });

  it('begins nothing more after a task has failed', async () => {
    const begun: number[] = [];
    const failing = mapConcurrently([0, 1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const beforeFailure = begun.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun.length).toBe(beforeFailure);
    expect(beforeFailure).toBeLessThan(6);
  });

  it('gives nothing for nothing', async () => {
    expect(await mapConcurrently([], 4, async () => 1)).toEqual([]);
  });
});
