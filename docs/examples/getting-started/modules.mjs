import { createPython } from '@pyloom/client';

const py = await createPython({ sysPath: [import.meta.dirname] });

const prices = await py.import('prices');
console.log(await prices.with_tax([10, 20]));
console.log(await prices.RATE);

// A class: what it makes stays in Python, and answers through a reference.
const basket = await prices.Basket('Ada');
await basket.add('tea', 3);
await basket.add('milk', 1);
console.log(await basket.total(), await basket.owner);

await py.close();
