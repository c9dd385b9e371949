import { createPython } from '@pyloom/client';

const py = await createPython();

const stock = new Map([['tea', 3]]);
py.registerFunction('in_stock', (item) => stock.get(item) ?? 0);
py.registerFunction('order', async (item, { count = 1 } = {}) => {
  await new Promise((resolve) => setTimeout(resolve, 5)); // a database, say
  stock.set(item, (stock.get(item) ?? 0) + count);
  return `${count} × ${item}`;
});

await py.exec(`
import pyloom
from pyloom import order

def restock(item, wanted):
    missing = wanted - pyloom.in_stock(item)
    return order(item, count=missing) if missing > 0 else None
`);
console.log(await py.call('__main__', 'restock', ['tea', 10]), stock.get('tea'));

await py.close();
