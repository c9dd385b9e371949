import { createPython } from '@pyloom/client';

const py = await createPython();
await py.defineModule('words', 'def longest(words, length): return max(words, key=length)');
console.log(await py.call('words', 'longest', [['a', 'abc', 'ab'], (word) => word.length]));
await py.close();
