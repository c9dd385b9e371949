import { createPython, Semaphore } from '@pyloom/client';

// The same line in a worker thread gives the same semaphore.
const semaphore = new Semaphore({ name: 'python', max: 4 });
const py = await createPython({ semaphore });

const call = py.call('time', 'sleep', [0.01]);
console.log(semaphore.current, 'of', semaphore.max);
await call;
console.log(semaphore.current, 'of', semaphore.max);

await py.close();
