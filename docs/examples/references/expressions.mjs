import { createPython, kwargs, slice } from '@pyloom/client';

const py = await createPython({ sysPath: [import.meta.dirname] });
const shop = await py.import('shop');

// One crossing: all that lies between stays in Python.
const first = await shop
  .Basket('Ada')
  .add('tea', kwargs({ count: 3 }))
  .items.$item(0);
console.log(first);

const basket = await shop.Basket('Bob');
const rice = basket.add('rice'); // runs when this turn of the event loop ends, awaited or not
await rice; // what comes next may overtake it otherwise
await basket.add('milk').add('salt');
console.log(await basket.$item(slice(-2, null)), await basket.items.$len(), await basket(5));
await basket.$set('owner', 'Cleo');
console.log(await basket.owner);

try {
  await basket.add('tea').broken();
} catch (error) {
  console.log(error.message);
}
await py.close();
