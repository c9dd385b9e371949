import { createPython } from '@pyloom/client';

const py = await createPython();
const pl = await py.import('polars');

const df = await pl.DataFrame({ name: ['Ada', 'Bob', 'Ada'], age: Float64Array.of(36, 20, 40) });
const adults = df.lazy().filter(pl.col('age').$op('>', 30)).group_by('name').agg(pl.col('age').mean());
console.log(await adults.collect().to_dicts());
console.log((await df.$arrow()).column('age').data);
await py.close();
