import { createPython, frame } from '@pyloom/client';

const py = await createPython();
await py.exec(`
def mean_by_city(df):
    return df.groupby('city').price.mean().to_dict()
`);

const sales = {
  city: ['Rome', 'Oslo', 'Rome', 'Oslo'],
  price: Float64Array.of(2.5, 4, 3.5, 6),
  sold: [new Date('2024-02-28'), null, new Date('2024-02-29'), null],
};
console.log(await py.call('__main__', 'mean_by_city', [frame(sales, 'pandas')]));

const pd = await py.import('pandas');
const sorted = await pd
  .concat([frame(sales, 'pandas'), frame([{ city: 'Bern', price: 1 }], 'pandas')])
  .sort_values('price')
  .$arrow();
console.log(sorted.column('city').toArray());

const cheap = {
  city: sorted.column('city'),
  cheap: sorted
    .column('price')
    .toArray()
    .map((price) => price < 3),
};
console.log(await py.eval('list(df.city[df.cheap])', { df: frame(cheap, 'pandas') }));

try {
  frame({ price: [1, 2, '3'] });
} catch (error) {
  console.log(error.message);
}
await py.close();
