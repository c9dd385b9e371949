import { createPython } from '@pyloom/client';

const py = await createPython();
const pd = await py.import('pandas');

const sales = await pd.DataFrame({ city: ['Rome', 'Oslo', 'Rome', 'Oslo'], price: [2.5, 4, null, 6.5] }).$ref;
const byCity = await sales.groupby('city').price.sum().reset_index().$arrow();

console.log(byCity.schema.fields.map(({ name, type }) => `${name}: ${type}`));
console.log(byCity.toArray());
console.log(byCity.column('price').data);

const prices = (await sales.$arrow()).column('price');
console.log(prices.toArray(), prices.nulls);
await py.close();
