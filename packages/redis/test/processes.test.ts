import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisServer } from '../../../testing/redis-server.ts';
import { RedisSemaphore, RedisState } from '../src';

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

it('counts exactly from eight processes at once', async () => {
  const state = new RedisState({ client, prefix: 'processes' });
  const children = Array.from({ length: 8 }, () => start('counter.mjs', server.url, '10000'));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual(Array(8).fill(0));
  expect(await state.get('sum')).toBe(80_000);
});

it('never has more holders than permits, nor stands still, while processes are killed', async () => {
  const lease = 400;
  const children = new Set<ChildProcess>();
  let served = 0;
  let most = 0;
  const tokens = new Set<string>();
  const add = () => {
    const child = start('holder.mjs', server.url, String(lease));
    children.add(child);
    child.on('message', ({ holders, token }: { holders: number; token: string }) => {
      served++;
      most = Math.max(most, holders);
      tokens.add(token);
    });
  };
  for (let i = 0; i < 8; i++) add();
  await until(() => served > 100);
  for (let round = 0; round < 12; round++) {
    const victim = [...children][round % children.size] as ChildProcess;
    children.delete(victim);
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    // Dead, so that it holds no more than the lease of its permit.
    await client.srem('in', String(victim.pid));
    add();
    const before = served;
    await until(() => served > before + 30);
  }
  for (const child of children) child.kill('SIGKILL');
  await Promise.all([...children].map((child) => child.exitCode ?? once(child, 'exit')));
  expect(most).toBeLessThanOrEqual(3);
  expect(tokens.size).toBe(served);
  // What they held and waited for is gone with their leases.
  const semaphore = new RedisSemaphore({ client, name: 'processes', lease });
  await (await semaphore.acquire({ timeout: 20 * lease })).release();
  await semaphore.close();
});

function start(file: string, ...args: string[]): ChildProcess {
  return fork(new URL(`fixtures/${file}`, import.meta.url), args);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
