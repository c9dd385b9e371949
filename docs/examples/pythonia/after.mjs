import { createPython, kwargs } from '@pyloom/client';

const py = await createPython();

const json = await py.import('json');
console.log(await json.dumps({ b: 1, a: 2 }, kwargs({ sort_keys: true })));
const decimal = await py.import('decimal');
const price = await decimal.Decimal('19.99');
console.log(await price.quantize(decimal.Decimal('1')).$str());
const itertools = await py.import('itertools');
for await (const n of itertools.count(1)) {
  if (n > 3) break;
  console.log(n);
}

await py.close();
