import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisServer } from '../../../testing/redis-server.ts';
import { ClosedError, OverloadedError, RedisSemaphore, type RedisSemaphoreOptions } from '../src';
import { connect, libraryNames, type TestClient } from './support/clients';

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.stop());

describe.each(libraryNames)('RedisSemaphore over %s', (library) => {
  let machines: [TestClient, TestClient];
  let open: RedisSemaphore[];
  let name: string;
  let tests = 0;

  beforeAll(async () => {
    machines = [await connect(library, server.url), await connect(library, server.url)];
  });
  afterAll(() => {
    for (const machine of machines) machine.close();
  });
  beforeEach(() => {
    open = [];
    name = `${library} ${tests++}`;
  });
  afterEach(() => Promise.all(open.map((semaphore) => semaphore.close())));

  /** The semaphore as machine 0 or 1 sees it. */
  function semaphoreOf(machine: 0 | 1, options: Partial<RedisSemaphoreOptions> = {}): RedisSemaphore {
    const semaphore = new RedisSemaphore({ client: machines[machine].client, name, ...options });
    open.push(semaphore);
    return semaphore;
  }

  it('hands out as many permits as there are, over all machines, with growing tokens', async () => {
    const [here, there] = [semaphoreOf(0, { max: 2 }), semaphoreOf(1, { max: 2 })];
    const first = await here.acquire();
    const second = await there.acquire();
    expect(second.token).toBeGreaterThan(first.token);
    expect(await here.tryAcquire()).toBeUndefined();
    expect(await there.status()).toEqual({ current: 2, max: 2, waiting: 0 });
    await first.release();
    await first.release();
    const third = await there.tryAcquire();
    expect(third?.token).toBeGreaterThan(second.token);
    await Promise.all([second.release(), third?.release()]);
    expect(await here.status()).toEqual({ current: 0, max: 2, waiting: 0 });
  });

  it('serves waiters of all machines in the order of their coming', async () => {
    const [here, there] = [semaphoreOf(0, { max: 1 }), semaphoreOf(1)];
    const held = await here.acquire();
    const order: number[] = [];
    const turns: Promise<void>[] = [];
    for (let i = 0; i < 20; i++) {
      turns.push((i % 2 ? there : here).run(() => void order.push(i)));
      await untilWaiting(here, i + 1);
    }
    await held.release();
    await Promise.all(turns);
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('lets nobody overtake who waits', async () => {
    const [here, there] = [semaphoreOf(0, { max: 1 }), semaphoreOf(1)];
    const held = await here.acquire();
    const waits = here.acquire();
    await untilWaiting(here, 1);
    expect(await there.tryAcquire()).toBeUndefined();
    await held.release();
    expect(await there.tryAcquire()).toBeUndefined();
    await (await waits).release();
  });

  it('ends a wait when its time is up or its signal is aborted, and forgets the waiter', async () => {
    const semaphore = semaphoreOf(0, { max: 1 });
    const held = await semaphore.acquire();
    await expect(semaphore.acquire({ timeout: 30 })).rejects.toMatchObject({
      code: 'ERR_PYLOOM_OVERLOADED',
      current: 1,
      max: 1,
      message: expect.stringContaining('within 30 ms'),
    });
    await expect(semaphore.acquire({ timeout: 0 })).rejects.toThrow(OverloadedError);
    const controller = new AbortController();
    const waits = semaphore.acquire({ signal: controller.signal });
    await untilWaiting(semaphore, 1);
    controller.abort(new Error('mine'));
    await expect(waits).rejects.toThrow('mine');
    await expect(semaphore.acquire({ signal: controller.signal })).rejects.toThrow('mine');
    await untilWaiting(semaphore, 0);
    await held.release();
    await (await semaphore.acquire()).release();
  });

  it('refuses whoever would be one waiter too many', async () => {
    const semaphore = semaphoreOf(0, { max: 1, maxWaiting: 1 });
    const held = await semaphore.acquire();
    const waits = semaphore.acquire();
    await untilWaiting(semaphore, 1);
    await expect(semaphore.acquire()).rejects.toThrow(OverloadedError);
    await held.release();
    await (await waits).release();
  });

  it('wakes waiters when the limit is raised by another machine, and evicts nobody when it is lowered', async () => {
    const [here, there] = [semaphoreOf(0, { max: 1 }), semaphoreOf(1)];
    const held = await here.acquire();
    const waits = [here.acquire(), here.acquire()];
    await untilWaiting(here, 2);
    await there.setMax(3);
    const permits = [held, ...(await Promise.all(waits))];
    await there.setMax(1);
    expect(await here.status()).toEqual({ current: 3, max: 1, waiting: 0 });
    await held.release();
    expect(await here.tryAcquire()).toBeUndefined();
    await Promise.all(permits.map((permit) => permit.release()));
    await (await here.acquire()).release();
  });

  it('settles as the task does, and gives the permit back', async () => {
    const semaphore = semaphoreOf(0, { max: 1 });
    expect(await semaphore.run(async (permit) => typeof permit.token)).toBe('bigint');
    await expect(
      semaphore.run(() => {
        throw new Error('of the task');
      }),
    ).rejects.toThrow('of the task');
    expect((await semaphore.status()).current).toBe(0);
  });

  it('says which limit another machine has, and takes a new one when nobody uses it', async () => {
    const here = semaphoreOf(0, { max: 2 });
    const held = await here.acquire();
    await expect(semaphoreOf(1, { max: 3 }).acquire()).rejects.toThrow(
      /is in use with max 2, not 3; leave max out/,
    );
    await held.release();
    const there = semaphoreOf(1, { max: 3 });
    await (await there.acquire()).release();
    expect((await here.status()).max).toBe(3);
  });

  it('keeps a permit for longer than its lease while its process lives', async () => {
    const semaphore = semaphoreOf(0, { max: 1, lease: 150 });
    const held = await semaphore.acquire();
    const waits = semaphore.acquire();
    await delay(600);
    expect(held.signal.aborted).toBe(false);
    expect(await semaphore.status()).toEqual({ current: 1, max: 1, waiting: 1 });
    await held.release();
    await (await waits).release();
  });

  it('rejects who waits when it is closed, and leaves permits to their holders', async () => {
    const [here, there] = [semaphoreOf(0, { max: 1 }), semaphoreOf(1)];
    const held = await here.acquire();
    const waits = here.acquire();
    await untilWaiting(there, 1);
    const rejected = expect(waits).rejects.toThrow(ClosedError);
    await here.close();
    await rejected;
    await expect(here.acquire()).rejects.toThrow(ClosedError);
    expect((await there.status()).current).toBe(1);
    await held.release();
    expect((await there.status()).current).toBe(0);
  });
});

it.each([
  [{ name: '' }, /name must not be ''/],
  [{ max: 0 }, /max must be a positive integer, not 0/],
  [{ maxWaiting: -1 }, /maxWaiting must be an integer, 0 or more, or Infinity, not -1/],
  [{ lease: 10 }, /lease must be an integer, 100 or more, not 10/],
  [{ leese: 1 }, /Unknown key 'leese'/],
  [{ client: 'redis://' }, /client must be a client of node-redis/],
])('refuses %o', (wrong, message) => {
  const client = { callBuffer() {}, duplicate() {} };
  expect(() => new RedisSemaphore({ client, name: 'n', ...wrong } as never)).toThrow(message);
});

/** Waiting is seen by the server alone: by asking it. */
async function untilWaiting(semaphore: RedisSemaphore, count: number): Promise<void> {
  while ((await semaphore.status()).waiting !== count) await delay(1);
}
