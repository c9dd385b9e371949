import { createPython } from '@pyloom/client';

const py = await createPython();
const price = await py.call('decimal', 'Decimal', ['19.90']);
console.log(String(price), price.$type); // at once
console.log(await price.$str(), await price.as_integer_ratio(), await price.real.$str());

const rounded = await price.quantize(1); // a method, called
console.log(await rounded.$op('-', price).$str());
console.log(await py.call('operator', 'gt', [rounded, price])); // passed back, it is the same object

await price[Symbol.asyncDispose]();
try {
  await price.$str();
} catch (error) {
  console.log(error.code);
}
await py.close();
