import { kwargs } from '@pyloom/client';
import { expect, it } from 'vitest';
import { describeLibrary } from './library';

describeLibrary('polars', async (py) => {
  const pl = await py.import('polars');
  const df = await pl.DataFrame({
    name: ['Ada', 'Bob', 'Ada'],
    age: [36, 20, 40],
    w: Float64Array.of(1.5, 2, 3),
  });

  it('filters and groups by expressions', async () => {
    expect(await df.filter(pl.col('age').$op('>', 36)).to_dicts()).toEqual([{ name: 'Ada', age: 40, w: 3 }]);
    expect(await df.group_by('name').agg(pl.col('age').mean()).sort('name').to_dicts()).toEqual([
      { name: 'Ada', age: 38 },
      { name: 'Bob', age: 20 },
    ]);
    expect(await df.lazy().select(pl.col('age').sum().alias('total')).collect().item()).toBe(96);
    expect(await df.sql('select sum(w) as s from self').item()).toBe(6.5);
  });

  it('applies functions of JavaScript', async () => {
    const next = (x: number) => x + 1;
    expect(
      await df
        .$item('age')
        .map_elements(next, kwargs({ return_dtype: pl.Int64 }))
        .to_list(),
    ).toEqual([37, 21, 41]);
  });

  it('comes without a copy', async () => {
    const table = await df.$arrow();
    expect(table.column('w').data).toEqual(Float64Array.of(1.5, 2, 3));
    expect(table.column('name').toArray()).toEqual(['Ada', 'Bob', 'Ada']);
  });

  it('reads what JavaScript has', async () => {
    expect(await pl.read_csv(Buffer.from('a,b\n1,x\n')).to_dicts()).toEqual([{ a: 1, b: 'x' }]);
    expect(await pl.DataFrame({ d: [new Date(0), null] }).to_dicts()).toEqual([
      { d: new Date(0) },
      { d: null },
    ]);
  });
});
