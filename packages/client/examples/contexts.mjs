import { createPython } from '@pyloom/client';

const py = await createPython();

const [alice, bob] = await Promise.all([py.context(), py.context()]);
await alice.exec('cart = ["tea"]');
await bob.exec('cart = []');
await alice.exec('cart.append("milk")');
console.log(await alice.eval('cart'), await bob.eval('cart'));

const endless = alice.exec('while True: pass').catch((error) => error.code);
setTimeout(() => alice.interrupt(), 20);
console.log(await endless, await alice.eval('len(cart)'));

await alice.close();
await bob.close();
await py.close();
