import { expect, it } from 'vitest';
import { describeLibrary } from './library';

describeLibrary('pyarrow', async (py) => {
  const [pa, pc, pq] = await Promise.all(
    ['pyarrow', 'pyarrow.compute', 'pyarrow.parquet'].map((name) => py.import(name)),
  );
  if (!pa || !pc || !pq) throw new Error('no module');
  const table = await pa.table({ n: [1, 2, 3], s: ['a', 'b', null] });
  const rows = [{ n: 1, s: 'a' }, { n: 2, s: 'b' }, { n: 3, s: null }]; // biome-ignore format: a table

  it('makes tables and computes', async () => {
    expect(await table.to_pylist()).toEqual(rows);
    expect(await pc.sum(table.$item('n')).as_py()).toBe(6);
    expect(await table.filter(pc.greater(table.$item('n'), 1)).num_rows).toBe(2);
    expect((await table.$arrow()).toArray()).toEqual(rows);
  });

  it('writes and reads Parquet in memory', async () => {
    const sink = await pa.BufferOutputStream();
    await pq.write_table(table, sink);
    const bytes = await sink.getvalue().to_pybytes();
    expect(bytes.subarray(0, 4).toString()).toBe('PAR1');
    expect(await pq.read_table(pa.BufferReader(bytes)).to_pylist()).toEqual(rows);
  });
});
