import { createPython } from '@pyloom/client';
import { RedisSemaphore, RedisState } from '@pyloom/redis';
import { createClient } from 'redis';

const client = await createClient({ url: process.env.REDIS_URL }).connect();

// Three calls at a time and one store, for all processes on all machines that run this.
const semaphore = new RedisSemaphore({ client, name: 'survey', max: 3 });
const state = new RedisState({ client, prefix: 'survey' });
await state.clear();

const py = await createPython({ semaphore, state });
await py.defineModule(
  'survey',
  `
import pyloom

def measure(n):
    pyloom.state_incr('measured')
    return n * n
`,
);

const squares = await Promise.all([1, 2, 3, 4].map((n) => py.call('survey', 'measure', [n])));
console.log(squares, await py.state.get('measured'));

await py.close();
console.log(await semaphore.status());
await semaphore.close();
client.destroy();
