import * as flechette from '@uwdata/flechette';
import * as arrow from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { type ArrowTable, type FrameData, frame, NdArray, type PyRef } from '../src/index';
import { clientForFile, inProcesses } from './support/client';

const rows = 20;
const some = <T>(make: (row: number) => T): (T | null)[] =>
  Array.from({ length: rows }, (_, row) => (row % 3 === 1 ? null : make(row)));

const columns = {
  number: some((row) => row / 2),
  integer: some((row) => BigInt(row)),
  text: some((row) => 'ä'.repeat(row)),
  flag: some((row) => row % 2 === 0),
  moment: some((row) => new Date(row * 1000)),
  bytes: some((row) => Buffer.alloc(row, 7)),
  list: some((row) => [row, null]),
  struct: some((row) => ({ x: row, y: String(row) })),
  map: some((row) => new Map([['k', row]])),
  vector: some((row) => Float32Array.of(row, 1)),
  nothing: some(() => null),
  typed: Int16Array.from({ length: rows }, (_, row) => row),
  times: new NdArray(
    BigInt64Array.from({ length: rows }, (_, row) => BigInt(row)),
    [rows],
    'datetime64[us]',
  ),
};

describe('apache-arrow', async () => {
  const py = await clientForFile();
  const there = async (data: FrameData) =>
    (await py.eval<PyRef>('value', { value: frame(data) }, { as: 'ref' })).$arrow();
  const same = (table: ArrowTable, expected: ArrowTable) => {
    expect(table.schema).toEqual(expected.schema);
    expect(table.toArray()).toEqual(expected.toArray());
  };

  it('has a Table of what $arrow() gives, which goes back as it was', async () => {
    const table = await there(columns);
    const made = table.to(arrow);
    expect(made).toBeInstanceOf(arrow.Table);
    expect(made.numRows).toBe(rows);
    expect([...(made.getChild('text') as Iterable<unknown>)]).toEqual(columns.text);
    expect(made.getChild('number')?.toJSON()).toEqual(columns.number);
    expect(made.get(2)?.toJSON()).toMatchObject({ number: 1, text: 'ää', flag: true, typed: 2 });
    same(await there(made), table);
  });

  it('goes on with tables of its own, and parts of them', async () => {
    const made = (await there(columns)).to(arrow);
    const part = made.slice(3, 17);
    expect(await py.eval('len(t)', { t: frame(part) })).toBe(14);
    expect((await there(part)).toArray()).toEqual((await there(columns)).toArray().slice(3, 17));
    // Parts of which one begins in the midst of a byte of bits.
    const twice = part.concat(made.slice(0, 5));
    expect((await there(twice)).column('flag').toArray()).toEqual([
      ...columns.flag.slice(3, 17),
      ...columns.flag.slice(0, 5),
    ]);
    const read = arrow.tableFromIPC(arrow.tableToIPC(made));
    same(await there(read), await there(columns));
  });

  it('has tables of its own making, with dictionaries, unions and metadata', async () => {
    const words = arrow.vectorFromArray(
      ['a', 'b', null, 'a'],
      new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()),
    );
    const numbers = arrow.vectorFromArray([1, null, 3, 4], new arrow.Uint16());
    const made = new arrow.Table({ words, numbers });
    const table = await there(made);
    expect(table.schema.fields.map(({ type }) => type)).toEqual([
      'dictionary<values=string, indices=int8>',
      'uint16',
    ]);
    expect(table.toArray()).toEqual([
      { words: 'a', numbers: 1 },
      { words: 'b', numbers: null },
      { words: null, numbers: 3 },
      { words: 'a', numbers: 4 },
    ]);
    const again = table.to(arrow);
    expect(again.getChild('words')?.toJSON()).toEqual(['a', 'b', null, 'a']);
    expect((await there({ words, more: [1, 2, 3, 4] })).column('words').toArray()).toEqual([
      'a',
      'b',
      null,
      'a',
    ]);
    const field = new arrow.Field('x', new arrow.Int32(), true, new Map([['unit', 'm']]));
    const schema = new arrow.Schema([field], new Map([['of', 'tests']]));
    const data = arrow.makeData({
      type: new arrow.Struct([field]),
      children: [arrow.makeData({ type: field.type, data: Int32Array.of(1) })],
    });
    const described = (await there(new arrow.Table(schema, [new arrow.RecordBatch(schema, data)]))).to(arrow);
    expect(described.schema.metadata).toEqual(new Map([['of', 'tests']]));
    expect(described.schema.fields[0]?.metadata).toEqual(new Map([['unit', 'm']]));
    const types = Int8Array.of(0, 1, 0);
    const parts = [
      arrow.makeData({ type: new arrow.Int32(), data: Int32Array.of(1, 2, 3) }),
      arrow.vectorFromArray(['a', 'b', 'c'], new arrow.Utf8()).data[0] as arrow.Data,
    ];
    const fields = parts.map(({ type }, i) => new arrow.Field(String(i), type, true));
    for (const [mode, expected] of [
      [arrow.UnionMode.Sparse, [1, 'b', 3]],
      [arrow.UnionMode.Dense, [1, 'a', 2]],
    ] as const) {
      const type = new arrow.Union(mode, [0, 1], fields);
      const dense = mode === arrow.UnionMode.Dense && { valueOffsets: Int32Array.of(0, 0, 1) };
      const union = new arrow.Vector([
        arrow.makeData({ type, typeIds: types, children: parts, ...dense } as never),
      ]);
      const sent = await there({ u: union });
      expect(sent.column('u').toArray()).toEqual(expected);
      expect(sent.to(arrow).getChild('u')?.toJSON()).toEqual(expected);
    }
  });

  it('reads what toIPC() writes, and so does flechette', async () => {
    const table = await there(columns);
    const bytes = table.toIPC();
    expect(bytes).toBeInstanceOf(Uint8Array);
    same(await there(arrow.tableFromIPC(bytes)), table);
    const read = flechette.tableFromIPC(bytes, { useDate: true });
    expect(read.numRows).toBe(rows);
    for (const name of ['number', 'text', 'flag', 'moment'] as const) {
      expect([...read.getChild(name)]).toEqual(columns[name]);
    }
    const part = await there(table.to(arrow).slice(3, 17));
    expect(part.toArray()).toEqual(table.toArray().slice(3, 17));
    same(await there(arrow.tableFromIPC(part.toIPC())), part);
    const words = arrow.vectorFromArray(
      ['a', 'b', null, 'a'],
      new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()),
    );
    const coded = await there({ words, more: [1, 2, 3, 4] });
    expect(arrow.tableFromIPC(coded.toIPC()).getChild('words')?.toJSON()).toEqual(['a', 'b', null, 'a']);
    expect([...flechette.tableFromIPC(coded.toIPC()).getChild('words')]).toEqual(['a', 'b', null, 'a']);
    expect(arrow.tableFromIPC((await there({ a: [] })).toIPC()).numRows).toBe(0);
  });

  it('is on the same memory', async () => {
    const values = Float64Array.from({ length: 50_000 }, (_, i) => i);
    const made = (await there({ x: values })).to(arrow);
    values[49_999] = -1;
    expect(made.getChild('x')?.get(49_999)).toBe(inProcesses ? 49_999 : -1);
    const back = await there(made);
    values[49_998] = -2;
    expect((back.column('x').data as Float64Array)[49_998]).toBe(inProcesses ? 49_998 : -2);
  });

  it('may be empty', async () => {
    for (const data of [{}, { a: [], b: new Float64Array() }] as FrameData[]) {
      const made = (await there(data)).to(arrow);
      expect([made.numRows, made.numCols]).toEqual([0, Object.keys(data).length]);
      expect((await there(made)).numRows).toBe(0);
    }
    expect((await there(new arrow.Table())).numRows).toBe(0);
  });

  it('is named where another module is passed', async () => {
    const table = await there(columns);
    const invalid = expect.objectContaining({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
      message: expect.stringContaining("import * as arrow from 'apache-arrow'"),
    });
    for (const other of [undefined, {}, { Table: Map }]) {
      expect(() => table.to(other as never)).toThrow(invalid);
    }
    const { Utf8, ...older } = arrow;
    expect(Utf8).toBeDefined();
    expect(() => table.to(older as never)).toThrow(
      "apache-arrow has no type for the column 'text', which is of string",
    );
  });
});
