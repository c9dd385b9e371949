import { createClient, type RedisClientType } from 'redis';
import { afterAll, beforeAll } from 'vitest';
import { RedisServer } from '../../../../testing/redis-server.ts';

/** A server for a file of tests, and a client of it that is connected for each test that asks. */
export function redisForFile(): { readonly server: RedisServer; connect(): Promise<RedisClientType> } {
  let server: RedisServer;
  const open: RedisClientType[] = [];
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(async () => {
    for (const client of open) client.destroy();
    await server.stop();
  });
  return {
    get server() {
      return server;
    },
    async connect() {
      const client: RedisClientType = createClient({ url: server.url });
      client.on('error', () => {}); // the commands tell
      await client.connect();
      open.push(client);
      return client;
    },
  };
}
