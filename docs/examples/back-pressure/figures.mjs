import { createPython } from '@pyloom/client';

const py = await createPython({ maxConcurrent: 1 });

const calls = [py.call('time', 'sleep', [0.05]), py.call('math', 'sqrt', [16])];
let { running, queued } = py.stats();
console.log({ running, queued, inUse: py.semaphore.current, max: py.semaphore.max });

await Promise.all(calls);
({ running, queued } = py.stats());
console.log({ running, queued, completed: py.stats().completed });

await py.close();
