import { setTimeout as wait } from 'node:timers/promises';
import { RedisSemaphore } from '@pyloom/redis';
import { afterAll, describe, expect, it } from 'vitest';
import { clientsForTests, helpers, rejection } from '../support/client';
import { redisForFile } from './redis';

const redis = redisForFile();
const client = clientsForTests();

const open: RedisSemaphore[] = [];
afterAll(() => Promise.all(open.map((semaphore) => semaphore.close())));

async function opened(name: string, max: number, options = {}) {
  const semaphore = new RedisSemaphore({ client: await redis.connect(), name, max });
  open.push(semaphore);
  const py = await client({ semaphore, ...options });
  await py.defineModule('permits', `${helpers}\n${source}`);
  return { semaphore, py };
}

const source = `
import time
def interval(seconds):
    began = time.time()
    time.sleep(seconds)
    return [began, time.time()]

async def async_interval(seconds):
    began = time.time()
    await asyncio.sleep(seconds)
    return [began, time.time()]

def items(n):
    yield from range(n)

def through_javascript():
    import pyloom
    return pyloom.call('nested')
`;

/** How many of them there were at a time, at most. */
function most(intervals: [number, number][]): number {
  return Math.max(
    ...intervals.map(([at]) => intervals.filter(([began, ended]) => began <= at && at < ended).length),
  );
}

describe('permits in Redis', () => {
  it('are shared by clients, whatever they call', async () => {
    const [one, two] = await Promise.all([opened('shared', 2), opened('shared', 2)]);
    const calls = [one.py, two.py].flatMap((py) => [
      ...[1, 2, 3].map(() => py.call<[number, number]>('permits', 'interval', [0.05])),
      ...[1, 2].map(() => py.call<[number, number]>('permits', 'async_interval', [0.05])),
    ]);
    expect(most(await Promise.all(calls))).toBeLessThanOrEqual(2);
    expect(await one.semaphore.status()).toEqual({ current: 0, max: 2, waiting: 0 });
  });

  it('are taken once by a chain, and for each pull of a stream', async () => {
    const { py, semaphore } = await opened('kept', 1);
    py.registerFunction('nested', async () => [
      (await semaphore.status()).current,
      await py.call('math', 'sqrt', [16]),
    ]);
    expect(await py.call('permits', 'through_javascript')).toEqual([1, 4]);
    const seen: number[] = [];
    for await (const item of py.stream<number>('permits', 'items', [3])) {
      seen.push(item);
    }
    expect(seen).toEqual([0, 1, 2]);
    await py.close();
    expect(await semaphore.status()).toEqual({ current: 0, max: 1, waiting: 0 });
  });

  it('are waited for as long as acquireTimeout', async () => {
    const { py, semaphore } = await opened('taken', 1, { acquireTimeout: 50 });
    const permit = await semaphore.acquire();
    expect(await rejection(py.call('math', 'sqrt', [16]))).toMatchObject({ code: 'ERR_PYLOOM_OVERLOADED' });
    expect(py.stats().overloaded).toBe(1);
    await permit.release();
    expect(await py.call('math', 'sqrt', [16])).toBe(4);
  });

  it('come back from calls that are cut off', async () => {
    const { py, semaphore } = await opened('cut off', 1);
    expect(await rejection(py.call('permits', 'interval', [30], { timeout: 50 }))).toMatchObject({
      code: 'ERR_PYLOOM_TIMEOUT',
    });
    expect(await py.call('math', 'sqrt', [16])).toBe(4);
    await py.close();
    expect((await semaphore.status()).current).toBe(0);
  });

  it('are needed by a thousand calls at once, each of which ends', async () => {
    const { py, semaphore } = await opened('thousand', 3);
    const roots = await Promise.all(Array.from({ length: 1000 }, (_, n) => py.call('math', 'sqrt', [n * n])));
    expect(roots).toEqual(Array.from({ length: 1000 }, (_, n) => n));
    await wait(0);
    await py.close();
    expect(await semaphore.status()).toEqual({ current: 0, max: 3, waiting: 0 });
  });
});
