import { afterAll, beforeAll } from 'vitest';
import { testExamples } from '../../../testing/readme-examples.ts';
import { RedisServer } from '../../../testing/redis-server.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.stop());

testExamples(new URL('..', import.meta.url), () => ({ ...process.env, REDIS_URL: server.url }));
