import { createPython, float, tuple } from '@pyloom/client';

const py = await createPython();
const type = (value) => py.eval('type(value).__name__', { value });

console.log(await type(3), await type(3.5), await type(float(3)), await type(2n ** 53n));
console.log(await type([1, 2]), await type(tuple(1, 2)));
console.log(await py.eval('grid[1, 2]', { grid: new Map([[tuple(1, 2), 'here']]) }));
await py.close();
