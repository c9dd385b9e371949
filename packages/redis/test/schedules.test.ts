import { randomNumbers } from '@pyloom/common';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisServer } from '../../../testing/redis-server.ts';
import { connectionOf } from '../src/connection-of';
import { textOf } from '../src/script';
import { semaphoreScripts } from '../src/semaphore-scripts';
import { QueueModel } from './support/queue-model';

/** Time stands still until a test moves it. */
const scripts = semaphoreScripts(
  `local function clock() return tonumber(redis.call('GET', 'clock')) * 1000 end`,
);

let server: RedisServer;
let client: Redis;
beforeAll(async () => {
  server = await RedisServer.start();
  client = new Redis(server.url);
});
afterAll(async () => {
  client.disconnect();
  await server.stop();
});

it.each(Array.from({ length: 12 }, (_, seed) => [seed]))(
  'does what the model does, whatever comes in which order (seed %i)',
  async (seed) => {
    await client.flushall();
    const random = randomNumbers(seed);
    const below = (n: number) => Math.floor(random() * n);
    const model = new QueueModel(1 + below(4), below(2) ? below(6) : Number.POSITIVE_INFINITY);
    const run = async (name: keyof typeof scripts, ...args: string[]) => {
      await client.set('clock', String(model.now));
      const keys = ['config', 'holders', 'waiters', 'pulses', 'tokens'];
      const reply = await scripts[name].run(connectionOf(client), keys, ['granted', ...args]);
      return (reply as never[]).map(textOf);
    };
    const maxWaiting = Number.isFinite(model.maxWaiting) ? String(model.maxWaiting) : '';
    await run('open', String(model.max), maxWaiting, '1');

    const ids: string[] = [];
    let newest = 0n;
    for (let step = 0; step < 400; step++) {
      model.now += below(3) === 0 ? below(400) : below(5);
      const what = below(10);
      const id = ids[below(ids.length)] ?? 'nobody';
      const lease = 50 + below(500);
      if (what < 4) {
        const fresh = `id${step}`;
        const mayWait = below(4) > 0;
        ids.push(fresh);
        expect(answer(await run('enter', fresh, String(lease), mayWait ? '1' : '0', '1'))).toEqual(
          model.enter(fresh, lease, mayWait),
        );
      } else if (what < 7) {
        expect(answer(await run('beat', id, String(lease)))).toEqual(model.beat(id, lease));
      } else if (what < 9) {
        expect((await run('leave', id))[0]).toBe(model.leave(id) ? '1' : '0');
      } else if (what === 9 && below(5) === 0) {
        model.setMax(1 + below(5));
        await run('setMax', String(model.max));
      }
      const [current, max, waiting] = await run('status', '1');
      model.settle();
      expect([Number(current), Number(max), Number(waiting)]).toEqual([
        model.holders.size,
        model.max,
        model.waiters.length,
      ]);
      expect(await client.zrange('waiters', '0', '-1')).toEqual(model.waiters.map((waiter) => waiter.id));
      expect((await client.zrange('holders', '0', '-1')).sort()).toEqual([...model.holders.keys()].sort());
      expect(await client.hlen('tokens')).toBe(model.holders.size);
      const token = BigInt((await client.hget('config', 'token')) ?? 0);
      expect(token).toBeGreaterThanOrEqual(newest);
      newest = token;
    }
  },
);

it('goes on with greater tokens after the server has lost everything', async () => {
  await client.flushall();
  const keys = ['config', 'holders', 'waiters', 'pulses', 'tokens'];
  const enter = async (id: string) => {
    const [kind, token] = (await scripts.enter.run(connectionOf(client), keys, [
      'c',
      id,
      '1000',
      '0',
      '9',
    ])) as never[];
    return [textOf(kind), BigInt(textOf(token))] as const;
  };
  await client.set('clock', '1000000');
  const [, before] = await enter('a');
  await client.flushall();
  await client.set('clock', '1000050');
  const [kind, after] = await enter('b');
  expect(kind).toBe('held');
  expect(after).toBeGreaterThan(before);
});

/** Without what the model does not know: tokens, figures. */
function answer([kind]: string[]): string {
  return kind ?? '';
}
