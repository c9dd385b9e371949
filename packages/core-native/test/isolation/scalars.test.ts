import { describe, expect, it } from 'vitest';
import { packagesVenv } from '../../../../testing/packages-venv.ts';
import { python } from '../support/python';
import { runModule } from '../support/run-child';

const venv = packagesVenv(python, ['numpy', 'pandas']);
if ('missing' in venv) console.warn(`Skipped: ${venv.missing}`);

/** What each becomes, as Node shows it; in Berlin, an hour ahead of UTC. */
const rows: readonly (readonly [python: string, shown: string])[] = [
  ['np.bool_(True)', 'true'],
  ['np.int8(-3)', '-3'],
  ['np.uint16(3)', '3'],
  ['np.int32(3)', '3'],
  ['np.int64(3)', '3'],
  ['np.uint64(2**63)', '9223372036854775808n'],
  ['np.float16(1.5)', '1.5'],
  ['np.float32(0.5)', '0.5'],
  ['np.float64(0.1)', '0.1'],
  ['np.longdouble(2.5)', '2.5'],
  ['np.complex64(1j)', 'numpy.complex64'],
  ['np.complex128(1j)', 'numpy.complex128'],
  ['np.str_("x")', "'x'"],
  ['np.bytes_(b"x")', '<Buffer 78>'],
  ['np.datetime64("2024-01-02T03:04:05.678")', '2024-01-02T02:04:05.678Z'],
  ['np.datetime64("2024-07")', '2024-06-30T22:00:00.000Z'],
  ['np.datetime64("NaT", "s")', 'null'],
  ['np.timedelta64(3, "s")', 'numpy.timedelta64'],
  ['np.void(b"abc")', 'numpy.void'],
  ['np.array(5)', '5'],
  ['np.ma.array([1, 2], mask=[0, 1]).sum()', '1'],
  ['np.ma.masked', 'null'],
  ['pd.Timestamp("2024-01-02 03:04:05")', '2024-01-02T02:04:05.000Z'],
  ['pd.Timestamp("2024-01-02", tz="UTC")', '2024-01-02T00:00:00.000Z'],
  ['pd.NaT', 'null'],
  ['pd.NA', 'null'],
  ['list(pd.Categorical(["a", "b"]))', "[ 'a', 'b' ]"],
  ['list(pd.array([1, None], dtype="Int64"))', '[ 1, null ]'],
  ['{np.int64(1): np.float16(2)}', 'Map(1) { 1 => 2 }'],
  [
    'pd.DataFrame({"t": [pd.Timestamp("2024-01-02"), pd.NaT], "n": [1, 2]}).to_dict("records")',
    '[ { t: 2024-01-01T23:00:00.000Z, n: 1 }, { t: null, n: 2 } ]',
  ],
  ['np.array([True, False])', 'Uint8Array(2) [ 1, 0 ]'],
  ['np.arange(4.0)[::-2]', 'Float64Array(2) [ 3, 1 ]'],
  [
    'np.asfortranarray(np.eye(2))',
    "NdArray { data: Float64Array(4) [ 1, 0, 0, 1 ], shape: [ 2, 2 ], dtype: 'float64' }",
  ],
  ['np.zeros((0, 3))', "NdArray { data: Float64Array(0) [], shape: [ 0, 3 ], dtype: 'float64' }"],
  ['np.array([(1, 2.0)], dtype="i4,f8")[0]', 'numpy.void'],
];

describe.skipIf('missing' in venv)('NumPy and pandas', () => {
  const executable = 'executable' in venv ? venv.executable : '';
  const run = (code: string) =>
    runModule(
      `
      import { inspect } from 'node:util';
      const py = await open({ python: ${JSON.stringify(executable)} });
      await py.call('home', 'pyloom._evaluate', 'execute', [null, 'import numpy as np, pandas as pd']);
      const evaluate = (source, names = null) => py.call('home', 'pyloom._evaluate', 'evaluate', [null, source, names]);
      ${code}`,
      { env: { TZ: 'Europe/Berlin' } },
    );

  it('scalars, alone and among others, are what they stand for', async () => {
    const { stdout, stderr } = await run(`
      const shown = (value) => value?.typeName ?? inspect(value, { breakLength: Infinity, compact: true });
      for (const source of ${JSON.stringify(rows.map(([python]) => python))}) console.log(shown(await evaluate(source)));
    `);
    expect({ stderr, rows: stdout.trim().split('\n') }).toEqual({
      stderr: '',
      rows: rows.map(([, shown]) => shown),
    });
  });

  it('a mask that went to JavaScript and back selects what it did', async () => {
    const { stdout } = await run(`
      const mask = await evaluate('np.array([True, False, True])');
      console.log(await evaluate('np.where(mask, [1, 2, 3], [9, 9, 9]).tolist()', { mask }));
      console.log(await evaluate('np.arange(3)[np.asarray(mask)].tolist()', { mask }));
    `);
    expect(stdout).toBe('[ 1, 9, 3 ]\n[ 0, 2 ]\n');
  });
});
