import { describe, expect, it } from 'vitest';
import { createPython, type FrameData, type FrameLibrary, frame, NdArray, type PyRef } from '../src/index';
import { clientForFile, inProcesses, modeOfRun } from './support/client';

const day = new Date('2024-02-29T20:15:00.250Z');

const columns = {
  number: [1, null, 3.5],
  integer: [1n, 2, undefined],
  large: [2n ** 64n - 1n, 0n, null],
  text: ['a', null, 'käse'],
  flag: [true, false, null],
  moment: [day, null, new Date(-1)],
  bytes: [Buffer.from('ab'), null, new Uint8Array().buffer],
  list: [[1, 2], null, []],
  texts: [['a', null], [], ['b']],
  struct: [{ x: 1, y: 'q' }, null, { x: 2, z: [true] }],
  map: [new Map([['a', 1]]), null, new Map()],
  vector: [Float32Array.of(1, 2), null, Float32Array.of(3)],
  nothing: [null, undefined, null],
  typed: Int16Array.of(1, 2, 3),
  wide: BigUint64Array.of(1n, 2n, 2n ** 64n - 1n),
  bool: new NdArray(Uint8Array.of(1, 0, 1), [3], 'bool'),
  times: new NdArray(BigInt64Array.of(1n, -(2n ** 63n), 3n), [3], 'datetime64[s]'),
  spans: new NdArray(BigInt64Array.of(1n, 2n, 3n), [3], 'timedelta64[ms]', Uint8Array.of(0, 1, 0)),
};

const typesInArrow = [
  ...['double', 'int64', 'uint64', 'string', 'bool', 'timestamp[ms, tz=UTC]', 'binary'],
  ...['list<item: double>', 'list<item: string>', 'struct<x: double, y: string, z: list<item: bool>>'],
  ...[
    'map<entries: struct<key: string, value: double>>',
    'list<item: float>',
    'null',
    'int16',
    'uint64',
    'bool',
    'timestamp[s]',
  ],
  'duration[ms]',
];

const local = (seconds: number) => {
  const utc = new Date(seconds * 1000);
  return new Date(utc.getTime() + utc.getTimezoneOffset() * 60_000);
};

const rowsInJavaScript = [
  {
    ...{ number: 1, integer: 1, large: 2n ** 64n - 1n, text: 'a', flag: true, moment: day },
    ...{ bytes: Buffer.from('ab'), list: [1, 2], texts: ['a', null], struct: { x: 1, y: 'q', z: null } },
    ...{ map: new Map([['a', 1]]), vector: [1, 2], nothing: null, typed: 1, wide: 1, bool: true },
    ...{ times: local(1), spans: 1 },
  },
  {
    ...{ number: null, integer: 2, large: 0, text: null, flag: false, moment: null, bytes: null, list: null },
    ...{ texts: [], struct: null, map: null, vector: null, nothing: null, typed: 2, wide: 2, bool: false },
    ...{ times: null, spans: null },
  },
  {
    ...{ number: 3.5, integer: null, large: null, text: 'käse', flag: null, moment: new Date(-1) },
    ...{ bytes: Buffer.from(''), list: [], texts: ['b'], struct: { x: 2, y: null, z: [true] } },
    ...{ map: new Map(), vector: [3], nothing: null, typed: 3, wide: 2n ** 64n - 1n, bool: true },
    ...{ times: local(3), spans: 3 },
  },
];

describe('a frame', async () => {
  // Without any library: pyloom's own object, read by pyloom.
  const py = await clientForFile();
  const there = async (data: FrameData) =>
    (await py.eval<PyRef>('value', { value: frame(data) }, { as: 'ref' })).$arrow();

  it('is a table with the values that it was made of', async () => {
    const table = await there(columns);
    expect(table.schema.fields.map(({ type }) => type)).toEqual(typesInArrow);
    expect(table.toArray()).toEqual(rowsInJavaScript);
    expect(await py.eval('[len(t), repr(t)]', { t: frame({ a: [1], 'odd name': ['x'] }) })).toEqual([
      1,
      "<table from JavaScript: 1 rows of 'a', 'odd name'>",
    ]);
  });

  it('is made of rows, and of what a table gives', async () => {
    const table = await there(columns);
    const again = await there(table);
    expect(again.schema).toEqual(table.schema);
    expect(again.toArray()).toEqual(rowsInJavaScript);
    const { times, spans, wide, ...plain } = columns;
    expect(times && spans && wide).toBeDefined();
    const ofRows = await there(table.toArray().map(({ times, spans, wide, ...row }) => row));
    const { typed, large, ...others } = plain;
    expect(typed && large).toBeDefined();
    for (const name of Object.keys(others)) {
      expect(ofRows.column(name).toArray()).toEqual(table.column(name).toArray());
    }
  });

  it('takes columns of other tables, however they are cut', async () => {
    const table = await there({ a: [1, 2, 3], b: ['x', 'y', 'z'] });
    const mixed = await there({ b: table.column('b'), n: table.column('a'), more: Int8Array.of(1, 2, 3) });
    expect(mixed.toArray()).toEqual([
      { b: 'x', n: 1, more: 1 },
      { b: 'y', n: 2, more: 2 },
      { b: 'z', n: 3, more: 3 },
    ]);
  });

  it('may have no rows, and no columns', async () => {
    const empty = await there({ a: [], b: new Float64Array() });
    expect(empty.schema.fields.map(({ type }) => type)).toEqual(['null', 'double']);
    expect([empty.numRows, empty.toArray()]).toEqual([0, []]);
    expect([(await there({})).numRows, (await there([])).numRows]).toEqual([0, 0]);
  });

  it('is the same whatever other arrays become, and however it gets there', async () => {
    const other = await createPython({ ...modeOfRun, arrays: 'numpy' });
    const sent = frame({ n: Float64Array.of(1, 2), s: ['a', null] });
    const both = [
      { n: 1, s: 'a' },
      { n: 2, s: null },
    ];
    for (const each of [py, other]) {
      expect((await (await each.eval<PyRef>('t', { t: sent }, { as: 'ref' })).$arrow()).toArray()).toEqual(
        both,
      );
      const calls = [
        each.call('builtins', 'len', [[sent, { t: sent }]]),
        each.eval('len(make())', { make: () => sent }),
        each.func('builtins', 'len')(sent),
        each
          .call('builtins', 'dict', [], { kwargs: { t: sent } })
          .then((given) => Object.keys(given as object)),
      ];
      expect(await Promise.all(calls)).toEqual([2, 2, 2, ['t']]);
      if (!inProcesses) expect(each.callSync('builtins', 'len', [sent])).toBe(2);
    }
    await other.close();
  });

  it('shows large arrays where they are', async () => {
    const values = Float64Array.from({ length: 50_000 }, (_, i) => i);
    const table = await there({ part: values.subarray(10_000), other: values.subarray(0, 40_000) });
    values[49_999] = -1;
    expect((table.column('part').data as Float64Array)[39_999]).toBe(inProcesses ? 49_999 : -1);
  });

  it.each([
    [
      { price: [1, 'x'] },
      'columns.price[1]',
      "'x' is of type string, and what stands before it in its column of type number",
    ],
    [{ 'a b': [true, 1] }, 'columns["a b"][1]', '1 is of type number'],
    [{ a: [[1], [2, 'q']] }, 'columns.a[1][1]', "'q' is of type string"],
    [{ a: [{ x: 1 }, { x: [2] }] }, 'columns.a[1].x', '[ 2 ] is of type array'],
    [{ a: [1n, 1.5] }, 'columns.a[1]', '1.5 is no integer, in a column that has bigints'],
    [{ a: [2n ** 65n] }, 'columns.a[0]', 'beyond uint64'],
    [{ a: [-1n, 2n ** 64n - 1n] }, 'columns.a[0]', '-1 is beyond uint64'],
    [{ a: [-(2n ** 70n)] }, 'columns.a[0]', 'beyond int64'],
    [{ a: [null, Symbol('s')] }, 'columns.a[1]', 'has no counterpart in a column'],
    [{ a: [/x/] }, 'columns.a[0]', 'has no counterpart in a column'],
    [{ a: [new Date(Number.NaN)] }, 'columns.a[0]', 'it is an invalid Date'],
    [{ a: ['\ud800'] }, 'columns.a[0]', 'it has a lone surrogate'],
    [{ a: [new Map([[null, 1]])] }, 'columns.a[0][0].key', 'must not be null'],
    [[{ a: 1 }, { a: '1' }], 'rows[1].a', 'is of type string'],
  ] as [FrameData, string, string][])(
    'names column and row of what does not fit: %#',
    (data, path, reason) => {
      expect(() => frame(data)).toThrow(
        expect.objectContaining({
          code: 'ERR_PYLOOM_CONVERSION',
          path,
          message: expect.stringContaining(reason),
        }),
      );
    },
  );

  it.each([
    [{ a: [1, 2], b: [1] }, "as many rows each: 'a' has 2, 'b' has 1"],
    [{ a: 5 }, 'columns.a must be an array, a typed array or a column of a table, not 5'],
    [{ a: new NdArray(new Float64Array(4), [2, 2]) }, 'columns.a must be an array'],
    [[1], 'The rows of a frame are objects, not 1'],
    [[{ a: 1 }, null], 'The rows of a frame are objects, not null'],
    ['x', 'frame() takes a table, columns by their names, or an array of rows'],
    [Float64Array.of(1), 'frame() takes a table'],
    [null, 'frame() takes a table'],
  ])('says what is no frame: %#', (data, message) => {
    const invalid = expect.objectContaining({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    expect(() => frame(data as never)).toThrow(invalid);
    expect(() => frame(data as never)).toThrow(message);
  });

  it('says which libraries there are, and which one is missing', async () => {
    expect(() => frame({}, 'dask' as FrameLibrary)).toThrow(
      "can be a table of 'pandas', 'polars' or 'pyarrow', not of 'dask'",
    );
    await py.exec("import sys; sys.modules['polars'] = None");
    try {
      await expect(py.eval('t', { t: frame({}, 'polars') })).rejects.toThrow(
        'needs it in this Python: pip install',
      );
    } finally {
      await py.exec("del sys.modules['polars']");
    }
  });
});
