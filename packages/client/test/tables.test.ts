import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type ArrowColumn, ArrowTable, type PyRef } from '../src/index';
import { clientForFile, eventually, inProcesses } from './support/client';
import { hasPolars, venvWithTables } from './support/tables';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const venv = venvWithTables();

const source = `
import datetime as dt, decimal, gc
import pyarrow as pa
from pyarrow import compute

zone = dt.timezone.utc
types = {
    'null': ([None, None], pa.null()),
    'bool': ([True, None, False], pa.bool_()),
    'int8': ([-128, None, 127], pa.int8()),
    'uint16': ([65535, None], pa.uint16()),
    'int64': ([2 ** 53 - 1, None, -2 ** 63], pa.int64()),
    'uint64': ([2 ** 64 - 1, 0], pa.uint64()),
    'float': ([0.5, None], pa.float32()),
    'double': ([0.1, float('inf')], pa.float64()),
    'string': (['', 'käse', None, 'x' * 70_000], pa.string()),
    'large_string': (['a', None], pa.large_string()),
    'string_view': (['short', 'longer than twelve bytes', None], pa.string_view()),
    'binary': ([b'', b'ab', None], pa.binary()),
    'binary_view': ([b'ab', b'longer than twelve bytes'], pa.binary_view()),
    'fixed_size_binary[2]': ([b'ab', None], pa.binary(2)),
    'date32[day]': ([dt.date(2024, 2, 29), dt.date(1969, 12, 31)], pa.date32()),
    'date64[ms]': ([dt.date(2024, 2, 29), None], pa.date64()),
    'timestamp[us, tz=UTC]': ([dt.datetime(2024, 2, 29, 20, 15, tzinfo=zone), dt.datetime(1969, 12, 31, 23, 59, 59, 999999, zone)], pa.timestamp('us', 'UTC')),
    'timestamp[s]': ([dt.datetime(2024, 2, 29, 20, 15), None], pa.timestamp('s')),
    'time32[ms]': ([dt.time(0, 0, 1), None], pa.time32('ms')),
    'time64[ns]': ([dt.time(0, 0, 1)], pa.time64('ns')),
    'duration[ms]': ([dt.timedelta(seconds=1)], pa.duration('ms')),
    'month_day_nano_interval': ([(1, 2, 3)], pa.month_day_nano_interval()),
    'decimal128(5, 2)': ([decimal.Decimal('-1.25'), None, decimal.Decimal('0.05')], pa.decimal128(5, 2)),
    'decimal256(40, 0)': ([decimal.Decimal(10 ** 39)], pa.decimal256(40, 0)),
    'list<item: int64>': ([[1, None], [], None], pa.list_(pa.int64())),
    'large_list<item: string>': ([['a'], None], pa.large_list(pa.string())),
    'fixed_size_list<item: int32>[2]': ([[1, 2], None], pa.list_(pa.int32(), 2)),
    'struct<x: int64, y: list<item: bool>>': ([{'x': 1, 'y': [True]}, None, {'x': None, 'y': []}], pa.struct({'x': pa.int64(), 'y': pa.list_(pa.bool_())})),
    'map<entries: struct<key: string, value: int64>>': ([[('a', 1), ('b', None)], None], pa.map_(pa.string(), pa.int64())),
    'dictionary<values=string, indices=int8>': (['a', 'b', None, 'a'], pa.dictionary(pa.int8(), pa.string())),
}

class Table:
    """Without a counterpart of its own, whatever the library's is."""
    def __init__(self, table): self.table = table
    def __arrow_c_stream__(self, schema=None): return self.table.__arrow_c_stream__(schema)

def of_type(name):
    values, type = types[name]
    whole = pa.table({'column': pa.array(values, type)})
    return Table(pa.concat_tables([whole, whole.slice(1)]))

def half(): return Table(pa.table({'h': pa.array([1.5, None], pa.float16())})) if hasattr(pa, 'float16') else None
def runs(): return Table(pa.table({'r': pa.RunEndEncodedArray.from_arrays([2, 3], ['x', 'y'])}))
def union(dense):
    ids, parts = pa.array([0, 1, 0], pa.int8()), [pa.array([1, 2] if dense else [1, 0, 2]), pa.array(['q'] if dense else ['', 'q', ''])]
    array = pa.UnionArray.from_dense(ids, pa.array([0, 0, 1], pa.int32()), parts) if dense else pa.UnionArray.from_sparse(ids, parts)
    return Table(pa.table({'u': array}))
def numbers(n): return Table(pa.table({'n': pa.array(range(n), pa.float64()), 's': ['t'] * n}))
def wide(columns, rows):
    first = pa.array(range(rows), pa.float64())
    return Table(pa.table({f'c{i}': compute.add(first, float(i)) for i in range(columns)}))
def structs():
    class Structs:
        def __arrow_c_array__(self, schema=None):
            x, s = pa.array([1, 2, 3, 4]), pa.array(['a', 'b', 'hidden', None])
            return pa.StructArray.from_arrays([x, s], ['x', 's'], mask=pa.array([False, False, True, False])).slice(1).__arrow_c_array__(schema)
    return Structs()
def none(): return Table(pa.chunked_array([], pa.int16()))
def batch():
    class Batch:
        def __arrow_c_array__(self, schema=None): return pa.record_batch({'x': [1, 2, 3]}).slice(1).__arrow_c_array__(schema)
    return Batch()
def failing():
    def batches():
        yield pa.record_batch({'x': [1]})
        raise ValueError('the source is gone')
    return Table(pa.RecordBatchReader.from_batches(pa.schema({'x': pa.int64()}), batches()))
def once(): return Table(pa.RecordBatchReader.from_batches(pa.schema({'x': pa.int64()}), iter([pa.record_batch({'x': [1]})])))
def allocated(): gc.collect(); return pa.total_allocated_bytes()
def frame():
    import polars as pl
    return Table(pl.DataFrame({'city': ['Rome', 'Oslo', 'Rome'], 'price': [1.0, None, 3.0]}))
`;

const rows: [type: string, values: unknown[]][] = [
  ['null', [null, null]],
  ['bool', [true, null, false]],
  ['int8', [-128, null, 127]],
  ['uint16', [65535, null]],
  ['int64', [2 ** 53 - 1, null, -(2n ** 63n)]],
  ['uint64', [2n ** 64n - 1n, 0]],
  ['float', [0.5, null]],
  ['double', [0.1, Infinity]],
  ['string', ['', 'käse', null, 'x'.repeat(70_000)]],
  ['large_string', ['a', null]],
  ['string_view', ['short', 'longer than twelve bytes', null]],
  ['binary', [Buffer.from(''), Buffer.from('ab'), null]],
  ['binary_view', [Buffer.from('ab'), Buffer.from('longer than twelve bytes')]],
  ['fixed_size_binary[2]', [Buffer.from('ab'), null]],
  ['date32[day]', [new Date('2024-02-29'), new Date('1969-12-31')]],
  ['date64[ms]', [new Date('2024-02-29'), null]],
  ['timestamp[us, tz=UTC]', [new Date('2024-02-29T20:15Z'), new Date('1969-12-31T23:59:59.999Z')]],
  ['timestamp[s]', [new Date('2024-02-29T20:15'), null]],
  ['time32[ms]', [1000, null]],
  ['time64[ns]', [1e9]],
  ['duration[ms]', [1000]],
  ['month_day_nano_interval', [{ months: 1, days: 2, nanoseconds: 3n }]],
  ['decimal128(5, 2)', ['-1.25', null, '0.05']],
  ['decimal256(40, 0)', [`1${'0'.repeat(39)}`]],
  ['list<item: int64>', [[1, null], [], null]],
  ['large_list<item: string>', [['a'], null]],
  ['fixed_size_list<item: int32>[2]', [[1, 2], null]],
  ['struct<x: int64, y: list<item: bool>>', [{ x: 1, y: [true] }, null, { x: null, y: [] }]],
  [
    'map<entries: struct<key: string, value: int64>>',
    [
      new Map([
        ['a', 1],
        ['b', null],
      ]),
      null,
    ],
  ],
  ['dictionary<values=string, indices=int8>', ['a', 'b', null, 'a']],
];

describe.skipIf('missing' in venv)(`tables${'missing' in venv ? `: ${venv.missing}` : ''}`, async () => {
  if ('missing' in venv) return;
  const py = await clientForFile({ python: venv.executable });
  await py.defineModule('tables', source);
  const table = async (name: string, ...args: unknown[]) =>
    (await py.call<PyRef>('tables', name, args)).$arrow();

  it.each(rows)('give the values of a column: %s', async (type, values) => {
    const read = await table('of_type', type);
    expect(read).toBeInstanceOf(ArrowTable);
    // In two chunks, of which the second begins in the midst of its memory.
    const expected = [...values, ...values.slice(1)];
    expect(read.numRows).toBe(expected.length);
    expect(read.schema.fields).toMatchObject([{ name: 'column', type }]);
    expect(read.column('column').toArray()).toEqual(expected);
    expect(read.toArray()).toEqual(expected.map((value) => ({ column: value })));
    const nulls = expected.map((value) => (value === null ? 1 : 0));
    expect(read.column('column').nulls).toEqual(nulls.includes(1) ? Uint8Array.from(nulls) : undefined);
  });

  it('give the values of halves, runs and unions', async () => {
    expect((await table('half')).column('h').toArray()).toEqual([1.5, null]);
    expect((await table('runs')).column('r').toArray()).toEqual(['x', 'x', 'y']);
    for (const dense of [true, false]) {
      expect((await table('union', dense)).column('u').toArray()).toEqual([1, 'q', 2]);
    }
  });

  it('have nulls in all columns where a struct is null', async () => {
    const read = await table('structs');
    expect(read.toArray()).toEqual([
      { x: 2, s: 'b' },
      { x: null, s: null },
      { x: 4, s: null },
    ]);
    expect(read.column('x').nulls).toEqual(Uint8Array.of(0, 1, 0));
  });

  it('give numbers as typed arrays, however many', async () => {
    const read = await table('numbers', 100_000);
    const data = read.column('n').data as Float64Array;
    expect(data).toBeInstanceOf(Float64Array);
    expect([data.length, data[99_999]]).toEqual([100_000, 99_999]);
    expect(read.column('n').nulls).toBeUndefined();
    expect(read.column('s').data).toHaveLength(100_000);
    const [first] = read.rows();
    expect(first).toEqual({ n: 0, s: 't' });
    expect((await table('none')).column('').data).toEqual(new Int16Array());
    expect((await table('of_type', 'int8')).column('column').data).toEqual(
      Int8Array.of(-128, 0, 127, 0, 127),
    );
  });

  it('are read of a single array, and at the end of an expression', async () => {
    expect((await table('batch')).toArray()).toEqual([{ x: 2 }, { x: 3 }]);
    const made = await py.module('tables').numbers(3).$arrow();
    expect(made.column('n').data).toEqual(Float64Array.of(0, 1, 2));
  });

  it('fail as their source does, and say what is no table', async () => {
    await expect(table('failing')).rejects.toThrow('the source is gone');
    const once = await py.call<PyRef>('tables', 'once');
    expect((await once.$arrow()).toArray()).toEqual([{ x: 1 }]);
    await expect(py.module('builtins').object().$arrow()).rejects.toThrow('a object is no table');
    expect(() => new ArrowTable(['+s', '', 0, [], null, null], []).column('x')).toThrow("no column 'x'");
  });

  it('keep their memory for as long as an array of theirs is in use, and no longer', async () => {
    const allocated = () => py.call<number>('tables', 'allocated');
    const before = await allocated();
    let data: unknown = (await table('numbers', 1_000_000)).column('n').data;
    for (let i = 0; i < 3; i++) {
      collectGarbage();
      await allocated();
    }
    expect((data as Float64Array)[999_999]).toBe(999_999);
    data = undefined;
    await eventually(async () => {
      collectGarbage();
      return (await allocated()) <= before;
    }, 'the memory of the table is given back');
  });

  it.skipIf(inProcesses)(
    'make nothing of a column that nobody looks at, and keep it until then',
    async () => {
      const allocated = () => py.call<number>('tables', 'allocated');
      const [before, external] = [await allocated(), process.memoryUsage().external];
      let large: ArrowTable | undefined = await table('wide', 40, 250_000);
      // 80 MB, of which the collector of garbage is told of some.
      expect(process.memoryUsage().external - external).toBeLessThan(20e6);
      collectGarbage();
      expect(await allocated()).toBeGreaterThan(before + 79e6);
      let column: ArrowColumn | undefined = large.column('c7');
      large = undefined;
      collectGarbage();
      await allocated();
      expect((column.data as Float64Array)[249_999]).toBe(249_999 + 7);
      expect(column.data).toHaveLength(250_000);
      column = undefined;
      await eventually(async () => {
        collectGarbage();
        return (await allocated()) <= before;
      }, 'the memory of the table is given back');
    },
  );

  it.skipIf(!hasPolars)('come from polars', async () => {
    const read = await table('frame');
    expect(read.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'city string_view',
      'price double',
    ]);
    expect(read.toArray()).toEqual([
      { city: 'Rome', price: 1 },
      { city: 'Oslo', price: null },
      { city: 'Rome', price: 3 },
    ]);
  });
});
