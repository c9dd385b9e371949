import { createPython } from '@pyloom/client';

const py = await createPython();
const price = await py.call('decimal', 'Decimal', ['19.90']);
console.log(String(price)); // the type; what Python's str() gives is a call
console.log(await price.call('__str__'), await price.call('as_integer_ratio'));

const rounded = await price.quantize(1); // a method, called
console.log(await rounded.call('__str__'));
console.log(await py.call('operator', 'gt', [rounded, price])); // passed back, it is the same object

await price[Symbol.asyncDispose]();
await price.call('__str__').catch((error) => console.log(error.code));
await py.close();
