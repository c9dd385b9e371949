import { createPython, kwargs } from '@pyloom/client';

const np = (await createPython()).module('numpy');

const a = await np.arange(15).reshape(3, 5);
const b = await np.ones([2, 3], kwargs({ dtype: np.int16 }));
console.log(a, b);
