import { createPython } from '@pyloom/client';

const py = await createPython({ maxConcurrent: 50, acquireTimeout: 0 });

console.log(py.semaphore.max, py.semaphore.current); // py_semaphore:max_concurrent(), current()
py.semaphore.setMax(1); // py_semaphore:set_max_concurrent(1)

const first = py.call('time', 'sleep', [0.05]);
const { code, current, max } = await py.call('math', 'sqrt', [16]).catch((error) => error);
console.log(code, current, max); // {error, {overloaded, Current, Max}}
await first;

await py.close();
