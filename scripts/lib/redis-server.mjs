import { need, works } from './need.mjs';

const redis = process.env.PYLOOM_REDIS_SERVER ?? 'redis-server';

/** The tests and the demo start it on a free port of loopback. */
export const redisServer = need('a Redis server', 'redis-server', () => works(redis, ['--version']));
