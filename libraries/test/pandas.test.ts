import { kwargs, slice, tuple } from '@pyloom/client';
import { expect, it } from 'vitest';
import { describeLibrary } from './library';

const csv = 'city,price,when\nRome,10,2024-01-01\nOslo,20,2024-01-02\nRome,30,2024-01-03\n';

describeLibrary('pandas', async (py) => {
  const [pd, io] = await Promise.all([py.import('pandas'), py.import('io')]);
  const read = () => pd.read_csv(io.StringIO(csv), kwargs({ parse_dates: ['when'] }));

  it('reads a table, and shows it', async () => {
    const df = await read();
    expect([df.$type, await df.shape, await df.columns.tolist(), await df.$len()]).toEqual([
      'pandas.DataFrame',
      [3, 3],
      ['city', 'price', 'when'],
      3,
    ]);
    expect(await df.head(1).$str()).toBe('   city  price       when\n0  Rome     10 2024-01-01');
    expect(await df.when.max()).toEqual(new Date('2024-01-03'));
  });

  it('selects and groups in one expression', async () => {
    const df = await read();
    expect(await df.groupby('city').price.mean().$item('Rome')).toBe(20);
    expect(await df.groupby('city').price.sum().to_dict()).toEqual({ Oslo: 20, Rome: 40 });
    expect(
      await df.$item(df.price.$op('>', 15).$op('&', df.city.$op('==', 'Rome'))).to_dict('records'),
    ).toEqual([{ city: 'Rome', price: 30, when: new Date('2024-01-03') }]);
    expect(await df.loc.$item(tuple(slice(0, 1), 'city')).tolist()).toEqual(['Rome', 'Oslo']);
    expect(await df.query('price > 15 and city == "Rome"').price.tolist()).toEqual([30]);
    expect(await df.set_index('when').resample('2D').price.sum().tolist()).toEqual([30, 30]);
  });

  it('comes as values, and as a table of Arrow', async () => {
    const df = await read();
    const rows = [
      { city: 'Rome', price: 10, when: new Date('2024-01-01') },
      { city: 'Oslo', price: 20, when: new Date('2024-01-02') },
      { city: 'Rome', price: 30, when: new Date('2024-01-03') },
    ];
    expect(await df.to_dict('records')).toEqual(rows);
    expect((await df.$arrow()).toArray()).toEqual(rows);
    expect(await df.$js()).toMatchObject({ city: ['Rome', 'Oslo', 'Rome'], price: [10, 20, 30] });
  });

  it('is made of values of JavaScript', async () => {
    const df = await pd.DataFrame({
      x: [1, 2, 3],
      y: Float64Array.of(4, 5, 6),
      d: [new Date(0), new Date(1), null],
    });
    expect(await df.x.$op('*', df.y).tolist()).toEqual([4, 10, 18]);
    expect(await df.d.tolist()).toEqual([new Date(0), new Date(1), null]);
    expect(await pd.Series([1, null, 3]).isna().tolist()).toEqual([false, true, false]);
    const merged = pd.merge(df, await pd.DataFrame([{ x: 2, name: 'two' }]), kwargs({ on: 'x' }));
    expect(await merged.name.tolist()).toEqual(['two']);
  });

  it('is changed, and applies functions of JavaScript', async () => {
    const df = await read();
    await df.$setItem('double', df.price.$op('*', 2));
    expect(await df.double.tolist()).toEqual([20, 40, 60]);
    expect(await df.price.apply((x: number) => x + 1).tolist()).toEqual([11, 21, 31]);
    expect(await df.price.rolling(2).mean().tolist()).toEqual([Number.NaN, 15, 25]);
  });

  it('goes into functions of modules', async () => {
    await py.defineModule('mine', 'def total(df): return df.price.sum()');
    expect(await py.call('mine', 'total', [await read()])).toBe(60);
  });

  it('writes and reads Parquet', async () => {
    const file = await io.BytesIO();
    await (await read()).to_parquet(file);
    await file.seek(0);
    expect(await pd.read_parquet(file).price.tolist()).toEqual([10, 20, 30]);
  });

  it('raises its own errors', async () => {
    const df = await read();
    await expect(df.$item('nothing')).rejects.toThrow("KeyError: 'nothing'");
    await expect(pd.read_csv('/nothing.csv')).rejects.toMatchObject({ type: 'FileNotFoundError' });
  });
});
