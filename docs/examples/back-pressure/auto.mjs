import { createPython } from '@pyloom/client';

const py = await createPython({ maxConcurrent: { min: 2, max: 50 } });

// A second of more load than this machine has processors for.
const end = performance.now() + 1000;
const callers = Array.from({ length: 100 }, async () => {
  while (performance.now() < end) await py.call('time', 'sleep', [0.01]);
});
await Promise.all(callers);

const { limit, min, max, reason } = py.semaphore.adaptation;
console.log(`${limit} of ${min} to ${max}: ${reason}`);

await py.close();
