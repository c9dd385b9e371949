import { createPython, kwargs } from '@pyloom/client';

const py = await createPython({ converters: { 'fractions.Fraction': 'str' } });

const decimal = await py.import('decimal');
const price = await decimal.Decimal('19.99'); // a PyRef: it has no counterpart in JavaScript
console.log(String(price));
console.log(await price.$str());
console.log(await price.quantize(decimal.Decimal('1')).as_integer_ratio()); // crosses once

const builtins = await py.import('builtins');
console.log(await builtins.sorted(['b', 'C', 'a'], kwargs({ key: (text) => text.toLowerCase() })));

const sqrt = py.func('math', 'sqrt');
console.log(await sqrt(16), sqrt.sync(25));

console.log(await py.eval('__import__("fractions").Fraction(1, 3)'));

await py.close();
