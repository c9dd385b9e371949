import { readFileSync } from 'node:fs';
import * as arrow from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { type FrameLibrary, frame, type PyRef } from '../src/index';
import { clientForFile, inProcesses } from './support/client';
import { hasPolars, venvWithTables } from './support/tables';

const venv = venvWithTables();
const random = readFileSync(new URL('fixtures/random_tables.py', import.meta.url), 'utf8');

const source = `
import pyarrow as pa

class Table:
    def __init__(self, table): self.table = table
    def __arrow_c_stream__(self, schema=None): return self.table.__arrow_c_stream__(schema)

def numbers(n): return Table(pa.table({'n': pa.array(range(n), pa.float64()), 's': ['text'] * n}))
def addresses(table):
    table = getattr(table, 'table', table)
    return [[buffer and buffer.address for buffer in column.chunk(0).buffers()] for column in table.columns]
def read(value): return str(pa.table(value).schema), pa.table(value).to_pydict()
def asked(value): return pa.RecordBatchReader.from_stream(value, pa.schema({'x': pa.int32()})).read_all().to_pydict()
def kind(value): return f'{type(value).__module__.partition(".")[0]}.{type(value).__name__}'
def rows(value): return value.to_pylist() if hasattr(value, 'to_pylist') else value.rows(named=True)
made = 0
def batches(n):
    global made
    for i in range(n):
        made = i + 1
        yield pa.record_batch({'x': [i, i + 1]})
def count(): return made
def part():
    import polars as pl
    inner = [{'x': i, 'y': {'z': str(i)}} for i in range(6)]
    return Table(pl.DataFrame({'s': inner}).slice(3, 2))
kept = []
def keep(value): kept.append(pa.table(value).column(0))
def drop(): total = sum(len(column) for column in kept); kept.clear(); return total
`;

describe.skipIf('missing' in venv)(
  `frames for libraries${'missing' in venv ? `: ${venv.missing}` : ''}`,
  async () => {
    if ('missing' in venv) return;
    const py = await clientForFile({ python: venv.executable });
    await py.defineModule('random_tables', random);
    await py.defineModule('libraries', source);
    const libraries: FrameLibrary[] = hasPolars ? ['pyarrow', 'polars'] : ['pyarrow'];

    it('are taken by whoever speaks the PyCapsule interface', async () => {
      const [schema, values] = await py.call<[string, unknown]>('libraries', 'read', [
        frame({ n: [1, null], s: ['a', 'ä'], t: Int32Array.of(1, 2) }),
      ]);
      expect(schema).toBe('n: double\ns: string\nt: int32');
      expect(values).toEqual({ n: [1, null], s: ['a', 'ä'], t: [1, 2] });
      expect(await py.call('libraries', 'asked', [frame({ x: Int32Array.of(1, 2) })])).toEqual({ x: [1, 2] });
      await expect(py.call('libraries', 'asked', [frame({ x: [1], y: [2] })])).rejects.toThrow(
        'a table of 2 columns cannot be given as one of 1',
      );
    });

    it.each(libraries)('are tables of %s', async (library) => {
      const rows = [
        { n: 1, s: 'a', l: [1, 2] },
        { n: null, s: null, l: [] },
      ];
      expect(await py.call('libraries', 'kind', [frame(rows, library)])).toBe(
        library === 'pyarrow' ? 'pyarrow.Table' : 'polars.DataFrame',
      );
      expect(await py.call('libraries', 'rows', [frame(rows, library)])).toEqual(rows);
      expect(await py.call('libraries', 'rows', [frame([], library)])).toEqual([]);
    });

    it.skipIf(inProcesses)('go back on the memory that they came from', async () => {
      const numbers = await py.call<PyRef>('libraries', 'numbers', [50_000]);
      const table = await numbers.$arrow();
      const back = await py.call('libraries', 'addresses', [frame(table, 'pyarrow')]);
      expect(back).toEqual(await py.call('libraries', 'addresses', [numbers]));
    });

    it('keep their memory for as long as a column is in use', async () => {
      for (let i = 0; i < 3; i++) {
        await py.call('libraries', 'keep', [
          frame({ x: new Float64Array(50_000).fill(i), y: [...Array(50_000).keys()] }),
        ]);
      }
      expect(await py.call('libraries', 'drop')).toBe(150_000);
    });

    it('arrive where the call runs, whichever libraries there are', async () => {
      await py.defineModule(
        'places',
        'from _pyloom_core import interpreter_id\ndef place(*values): return interpreter_id()',
      );
      const place = (...args: unknown[]) => py.call<number>('places', 'place', args);
      const inLanes = py.executionMode === 'subinterp';
      expect((await place(frame({ x: [1] }))) > 0).toBe(inLanes);
      expect(await place(frame({ x: [1] }, 'pyarrow'))).toBe(0);
      expect((await place(frame({ x: [1] }))) > 0).toBe(inLanes);
    });

    it('arrive as the answer of a host function, where the library can be had', async () => {
      py.registerFunction('prices', () => frame({ x: [1, 2] }, 'pyarrow'));
      const sum = 'import pyloom\ndef total(): return sum(pyloom.prices()["x"].to_pylist())';
      await py.defineModule('at_home', `import pyarrow\n${sum}`);
      expect(await py.call('at_home', 'total')).toBe(3);

      await py.defineModule('in_lanes', sum);
      if (py.executionMode !== 'subinterp') expect(await py.call('in_lanes', 'total')).toBe(3);
      else {
        // It runs in a sub-interpreter, and has begun: it says what to write for it to run elsewhere.
        await expect(py.call('in_lanes', 'total')).rejects.toThrow(
          'pyarrow refuses sub-interpreters, and the function that asked runs in one: import pyarrow in the module',
        );
      }
    });

    it('come batch by batch, no faster than they are read', async () => {
      const read: unknown[] = [];
      for await (const batch of py.stream<PyRef>('libraries', 'batches', [1000], { highWaterMark: 2 })) {
        read.push(...(await batch.$arrow()).column('x').toArray());
        await batch[Symbol.asyncDispose]();
        if (read.length === 6) break;
      }
      expect(read).toEqual([0, 1, 1, 2, 2, 3]);
      expect(await py.eval('m.count()', { m: py.module('libraries') })).toBeLessThan(10);
    });

    it.each([1, 2, 3])(
      'are there and back what they were, whatever their types: pyarrow, part %i',
      async (part) => {
        for (let seed = part * 1000; seed < part * 1000 + 40; seed++) {
          const original = await py.call<PyRef>('random_tables', 'arrow', [seed]);
          const table = await original.$arrow();
          const rows = await py.call<number>('random_tables', 'same_arrow', [
            original,
            frame(table, 'pyarrow'),
          ]);
          expect([seed, rows]).toEqual([seed, table.numRows]);
          expect(await py.call('random_tables', 'same_ipc', [original, table.toIPC()])).toBe(rows);
          // What is said of the values, too: each can be read.
          expect(table.toArray()).toHaveLength(rows);
          await original[Symbol.asyncDispose]();
        }
      },
    );

    it('are what they were on their way through apache-arrow, as far as it has their types', async () => {
      let refused = 0;
      for (let seed = 5000; seed < 5060; seed++) {
        const original = await py.call<PyRef>('random_tables', 'arrow', [seed]);
        const table = await original.$arrow();
        if (table.schema.fields.some(({ type }) => /list_view|run_end/.test(type))) {
          expect(() => table.to(arrow)).toThrow('apache-arrow has no type for the column');
          refused++;
        } else {
          const back = frame(table.to(arrow), 'pyarrow');
          expect(await py.call('random_tables', 'same_arrow', [original, back])).toBe(table.numRows);
        }
        await original[Symbol.asyncDispose]();
      }
      expect(refused).toBeLessThan(30);
    });

    it.skipIf(!hasPolars)(
      'have the values of a part of a struct, as each version of polars shows it',
      async () => {
        const table = await (await py.call<PyRef>('libraries', 'part')).$arrow();
        expect(table.toArray()).toEqual([{ s: { x: 3, y: { z: '3' } } }, { s: { x: 4, y: { z: '4' } } }]);
      },
    );

    it.skipIf(!hasPolars)('are there and back what they were: polars', async () => {
      for (let seed = 1; seed <= 60; seed++) {
        const original = await py.call<PyRef>('random_tables', 'polars', [seed]);
        const table = await original.$arrow();
        const rows = await py.call<number>('random_tables', 'same_polars', [
          original,
          frame(table, 'polars'),
        ]);
        expect([seed, rows]).toEqual([seed, table.numRows]);
        expect(table.toArray()).toHaveLength(rows);
        await original[Symbol.asyncDispose]();
      }
    });
  },
);
