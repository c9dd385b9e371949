import { RedisSemaphore, RedisState } from '@pyloom/redis';
import { createClient } from 'redis';

const client = await createClient({ url: process.env.REDIS_URL }).connect();

// Three at a time, in all processes on all machines that run this.
const semaphore = new RedisSemaphore({ client, name: 'mail', max: 3 });
const state = new RedisState({ client, prefix: 'mail' });
await state.clear();

const send = (number) => semaphore.run(() => state.incr('sent', number));
await Promise.all([1, 2, 3, 4].map(send));
console.log(await state.get('sent'), await semaphore.status());

await semaphore.close();
client.destroy();
