import { createPython, kwargs } from '@pyloom/client';

const py = await createPython();
const pd = await py.import('pandas');
const io = await py.import('io');

const csv = 'city,price\nRome,10\nOslo,20\nRome,30\n'; // a path or a URL does as well
const df = await pd.read_csv(io.StringIO(csv));

// One crossing each: what lies between stays in Python.
console.log(await df.groupby('city').price.mean().to_dict());
console.log(await df.$item(df.price.$op('>', 15)).to_dict('records'));
console.log(
  await df
    .sort_values('price', kwargs({ ascending: false }))
    .head(1)
    .$str(),
);

await df.$setItem('twice', df.price.$op('*', 2));
const label = (price) => `${price} €`; // a function of JavaScript
await df.$setItem('label', df.price.apply(label));
console.log((await df.$arrow()).toArray()); // columns without a copy
await py.close();
