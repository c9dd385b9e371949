import { RedisSemaphore } from '@pyloom/redis';
import { Redis } from 'ioredis';

const client = new Redis(process.env.REDIS_URL);
const semaphore = new RedisSemaphore({ client, name: 'report', max: 1, lease: 5_000 });

const permit = await semaphore.acquire({ timeout: 10_000 });
try {
  // A store that keeps the greatest token it has seen refuses who lost the permit without noticing.
  console.log(typeof permit.token, permit.signal.aborted);
} finally {
  await permit.release();
}

await semaphore.close();
client.disconnect();
