import { Cluster as IoredisCluster } from 'ioredis';
import { Cluster as IovalkeyCluster } from 'iovalkey';
import { createCluster } from 'redis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisServer } from '../../../testing/redis-server.ts';
import { RedisSemaphore, RedisState } from '../src';
import { closedBy, connect } from './support/clients';

/** A cluster refuses a script whose keys lie in more than one slot, be it of a single node. */
let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start({ 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' });
  const { client, close } = await connect('ioredis', server.url);
  const node = client as { call(...args: (string | number)[]): Promise<Buffer | string> };
  await node.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16383);
  while (!String(await node.call('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  close();
});
afterAll(() => server.stop());

const clusters = {
  ioredis: async () => closedBy(new IoredisCluster([{ host: '127.0.0.1', port: server.port }]), 'disconnect'),
  iovalkey: async () =>
    closedBy(new IovalkeyCluster([{ host: '127.0.0.1', port: server.port }]), 'disconnect'),
  'node-redis': async () => {
    const cluster = createCluster({ rootNodes: [{ url: server.url }] });
    const own = closedBy(cluster, 'destroy');
    await cluster.connect();
    return own;
  },
};

it.each(Object.entries(clusters))(
  'works in a cluster that is reached with %s',
  async (library, connectTo) => {
    const own = await connectTo();
    const state = new RedisState({ client: own.client, prefix: library });
    await state.set('key', { a: 1 });
    expect(await state.incr('n', 5)).toBe(5);
    expect(await state.compareAndSet('key', { a: 1 }, 2)).toBe(true);
    expect((await state.keys()).sort()).toEqual(['key', 'n']);

    const semaphore = new RedisSemaphore({ client: own.client, name: library, max: 1 });
    const held = await semaphore.acquire();
    const waits = semaphore.acquire();
    while ((await semaphore.status()).waiting === 0);
    await held.release();
    await (await waits).release();
    await semaphore.close();
    own.close();
  },
);
