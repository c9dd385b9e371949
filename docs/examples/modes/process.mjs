import { createPython } from '@pyloom/client';

const py = await createPython({ mode: 'process', workers: 2 });

const error = await py.call('os', 'abort').catch((reason) => reason);
console.log(error.code, error.signal);

console.log(await py.call('math', 'factorial', [10]));
await py.close();
