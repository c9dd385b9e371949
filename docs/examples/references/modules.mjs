import { createPython, kwargs } from '@pyloom/client';

const py = await createPython();

const statistics = py.module('statistics');
console.log(await statistics.median([3, 1, 2]));

const math = py.module('math');
console.log(await math.pi, await math.isclose(1, 1.1, kwargs({ rel_tol: 0.2 })));

await py.close();
