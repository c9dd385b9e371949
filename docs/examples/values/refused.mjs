import { createPython } from '@pyloom/client';

const py = await createPython();
const tell = async (call) => {
  try {
    await call;
  } catch (error) {
    console.log(`${error.code} at ${error.path}: ${error.message}`);
  }
};

const order = { rows: [{ sku: 'a' }, { sku: 'b', kind: Symbol('new') }] };
await tell(py.call('json', 'dumps', [order]));

order.rows[1] = order;
await tell(py.call('json', 'dumps', [order]));

await py.exec('cycle = {"items": [1, 2]}\ncycle["items"].append(cycle)');
await tell(py.eval('cycle'));

console.log(await py.call('json', 'dumps', [{ rows: [] }])); // the next call is not affected
await py.close();
