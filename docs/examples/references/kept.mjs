import { createPython } from '@pyloom/client';

const py = await createPython();
const numbers = await py.eval('[3, 1, 2]', {}, { as: 'ref' });
await numbers.sort();
await numbers.append(4);
console.log(String(numbers), await numbers.$js());

const words = await py.module('string').ascii_lowercase.$ref; // a str that stays
console.log(await words.upper(), await words.count('e'));
await py.close();
