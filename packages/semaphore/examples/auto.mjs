import { setTimeout as sleep } from 'node:timers/promises';
import { Semaphore } from '@pyloom/semaphore';

const semaphore = new Semaphore({ max: { min: 2, max: 100 } });
await Promise.all(Array.from({ length: 500 }, () => semaphore.run(() => sleep(1))));

const { min, max, limit, reason } = semaphore.adaptation;
console.log(limit >= min && limit <= max, typeof reason);
