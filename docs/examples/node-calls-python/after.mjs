import { createPython, kwargs } from '@pyloom/client';

const py = await createPython({ sysPath: [import.meta.dirname] });

const shop = await py.import('shop');
console.log(await shop.price(3, 0.5));
console.log(await shop.price(3, kwargs({ unit: 0.5 })));
const basket = await shop.Basket('Ada');
console.log(await basket.add('tea'));
console.log(py.callSync('shop', 'price', [3, 0.5]));
console.log(await py.eval('__import__("shop").price(2)'));

await py.close();
