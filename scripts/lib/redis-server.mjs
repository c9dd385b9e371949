import { run } from './child.mjs';

/** What the tests of @pyloom/redis start, on a free port of loopback. @type {import('./system-packages.mjs').Need} */
export const redisServer = {
  what: 'a Redis server, for the tests of @pyloom/redis',
  present: async () => {
    const { code } = await run(process.env.PYLOOM_REDIS_SERVER ?? 'redis-server', ['--version']);
    return code === 0;
  },
  packages: {
    'apt-get': ['redis-server'],
    dnf: ['redis'],
    apk: ['redis'],
    pacman: ['redis'],
    brew: ['redis'],
  },
};
