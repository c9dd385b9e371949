import { createPython } from '@pyloom/client';

const py = await createPython();
const str = py.module('builtins').str;
const functools = await py.import('functools');
const operator = await py.import('operator');

console.log(await py.call('builtins', 'sorted', [['b', 'C', 'a']], { kwargs: { key: str.lower } }));
console.log(await functools.reduce(operator.mul, [2, 3, 7]));
console.log(await py.eval('[m.__name__, f(16)]', { m: operator, f: py.module('math').sqrt }));
await py.close();
