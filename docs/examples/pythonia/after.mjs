import { createPython, kwargs } from '@pyloom/client';

const py = await createPython();

const json = await py.import('json');
console.log(await json.dumps({ b: 1, a: 2 }, kwargs({ sort_keys: true })));
const decimal = await py.import('decimal');
const price = await decimal.Decimal('19.99');
const rounded = await price.quantize(await decimal.Decimal('1'));
console.log(String(rounded), await rounded.call('__str__'));
for await (const n of py.stream('itertools', 'count', [1])) {
  if (n > 3) break;
  console.log(n);
}

await py.close();
