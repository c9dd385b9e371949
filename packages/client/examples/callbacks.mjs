import { createPython } from '@pyloom/client';

const py = await createPython({ maxConcurrent: 1 });

const prices = { apple: 0.5, pear: 0.75 };
py.registerFunction('price_of', async (fruit) => {
  if (!(fruit in prices)) throw new RangeError(`no ${fruit} today`);
  return prices[fruit];
});
py.registerFunction('total', (basket) => py.call('__main__', 'total', [basket])); // back into Python

await py.exec(`
from pyloom import JSError, call, price_of

def total(basket):
    return sum(price_of(fruit) * count for fruit, count in basket.items())

def receipt(basket):
    try:
        return f"{call('total', basket):.2f}"
    except JSError as error:
        return f"sorry: {error.message}"
`);
console.log(await py.call('__main__', 'receipt', [{ apple: 2, pear: 4 }]));
console.log(await py.call('__main__', 'receipt', [{ grape: 1 }]));

await py.close();
