import { createPython, kwargs, slice } from '@pyloom/client';

const py = await createPython(); // or { python: './some/venv' }
const np = await py.import('numpy');

console.log(await np.linspace(0, 1, 5));
const squares = await np.arange(10, kwargs({ dtype: np.float64 })).$op('**', 2).$ref; // stays in Python
console.log(await squares.$item(slice(2, 5)).sum(), await squares.mean());
await py.close();
