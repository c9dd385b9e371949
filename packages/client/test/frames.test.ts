import { describe, expect, it } from 'vitest';
import { packagesVenv } from '../../../testing/packages-venv.ts';
import { frame } from '../src/index';
import { clientForFile } from './support/client';
import { python } from './support/python';

const venv = packagesVenv(python, ['pandas']);

const source = `
import datetime as dt
import numpy as np, pandas as pd

def frame():
    return pd.DataFrame({
        'n': np.array([1, 2, 3], 'i2'),
        'x': np.array([0.5, np.nan, 2], '>f8'),
        'flag': [True, False, True],
        's': ['a', None, 'käse'],
        'b': [b'ab', None, b''],
        't': pd.to_datetime(['2024-02-29 20:15', None, '1969-12-31 23:59']),
        'z': pd.to_datetime(['2024-02-29 20:15', None, '2024-03-01 00:00']).tz_localize('Europe/Rome'),
        'd': pd.to_timedelta([1, None, 2], unit='s'),
        'Int': pd.array([1, None, 3], 'Int64'),
        'Bool': pd.array([True, None, False], 'boolean'),
        'c': pd.Categorical(['u', 'v', 'u']),
        7: [1, 2, 3],
    })

def empty(): return pd.DataFrame({'x': np.array([], 'f8'), 's': []})
def dtypes(frame): return [str(frame[name].dtype) for name in frame.columns]
def text(frame): return frame.to_csv(index=False)
def same(frame): return frame
def odd(): return pd.DataFrame({'parts': [[1], [2]]})
`;

describe.skipIf('missing' in venv)(
  `data frames without pyarrow${'missing' in venv ? `: ${venv.missing}` : ''}`,
  async () => {
    if ('missing' in venv) return;
    const py = await clientForFile({ python: venv.executable });
    await py.defineModule('frames', source);
    const frames = py.module('frames');

    it('give the values of their columns', async () => {
      const table = await frames.frame().$arrow();
      expect(table.schema.fields.map(({ type }: { type: string }) => type)).toEqual([
        'int16',
        'double',
        'bool',
        'large_string',
        'large_binary',
        expect.stringMatching(/^timestamp\[[mun]?s\]$/),
        expect.stringMatching(/^timestamp\[[mun]?s, tz=Europe\/Rome\]$/),
        expect.stringMatching(/^duration\[[mun]?s\]$/),
        'int64',
        'bool',
        'large_string',
        'int64',
      ]);
      const second = { n: 2, x: null, flag: false, s: null, b: null, t: null, z: null, d: null };
      const [first, ...others] = table.toArray();
      expect(first).toMatchObject({
        ...{ n: 1, x: 0.5, flag: true, s: 'a', b: Buffer.from('ab'), Int: 1, Bool: true, c: 'u', 7: 1 },
        t: new Date('2024-02-29T20:15'),
        z: new Date('2024-02-29T19:15Z'),
      });
      expect(others).toMatchObject([
        { ...second, Int: null, Bool: null, c: 'v', 7: 2 },
        { n: 3, x: 2, flag: true, s: 'käse', b: Buffer.from(''), t: new Date('1969-12-31T23:59'), Int: 3 },
      ]);
      expect(table.column('n').data).toEqual(Int16Array.of(1, 2, 3));
      expect(table.column('x').nulls).toEqual(Uint8Array.of(0, 1, 0));
    });

    it('are made of what JavaScript has', async () => {
      const columns = {
        n: Int16Array.of(1, 2, 3),
        i: [1n, null, 3n],
        x: [0.5, null, 2],
        flag: [true, false, true],
        maybe: [true, null, false],
        s: ['a', null, 'käse'],
        b: [Buffer.from('ab'), null, Buffer.from('')],
        t: [new Date('2024-02-29T20:15Z'), null, new Date(0)],
        none: [null, null, null],
      };
      const sent = frame(columns, 'pandas');
      const types = await frames.dtypes(sent);
      expect(types).toEqual([
        ...[
          'int16',
          'float64',
          'float64',
          'bool',
          'object',
          expect.stringMatching(/^(object|str)$/),
          'object',
        ],
        ...['datetime64[ms, UTC]', 'object'],
      ]);
      expect((await frames.text(sent)).replaceAll('\r', '')).toBe(
        [
          'n,i,x,flag,maybe,s,b,t,none',
          "1,1.0,0.5,True,True,a,b'ab',2024-02-29 20:15:00+00:00,",
          '2,,,False,,,,,',
          "3,3.0,2.0,True,False,käse,b'',1970-01-01 00:00:00+00:00,",
          '',
        ].join('\n'),
      );
      const empty = frame({ a: [], b: new Float64Array() }, 'pandas');
      expect(await frames.dtypes(empty)).toEqual(['object', 'float64']);
      await expect(frames.text(frame({ parts: [[1]] }, 'pandas'))).rejects.toThrow(
        "the column 'parts' is of a type (+l) that only pyarrow makes",
      );
    });

    it('go there and back', async () => {
      const table = await frames.frame().$arrow();
      const back = await frames.same(frame(table, 'pandas')).$arrow();
      expect(back.toArray()).toEqual(table.toArray());
    });

    it('may be empty, and say what they cannot give', async () => {
      const table = await frames.empty().$arrow();
      expect([table.numRows, table.toArray(), table.column('x').data]).toEqual([0, [], new Float64Array()]);
      await expect(frames.odd().$arrow()).rejects.toThrow(
        "the column 'parts' has values of dtype object that only pyarrow",
      );
    });
  },
);
