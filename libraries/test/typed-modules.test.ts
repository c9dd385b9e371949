import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPython } from '@pyloom/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleFiles } from '../../docs/test/snippets.ts';
import { packagesVenv } from '../../testing/packages-venv.ts';
import { typeCheck } from '../../testing/type-check.ts';
import { inProcesses } from './library';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'pyloom-typed-'));
afterAll(() => rmSync(folder, { recursive: true }));
const modules = ['numpy.d.ts', 'pandas.d.ts'].map((file) => join(folder, file));

/** What is written in JavaScript leaves open what its parameters and what it catches may be. */
const lenient = {
  allowJs: true,
  checkJs: true,
  noImplicitAny: false,
  useUnknownInCatchVariables: false,
  skipLibCheck: true,
};
const shown = exampleFiles
  .map((file) => join(root, 'docs', file))
  .filter(
    (file) => file.endsWith('.mjs') && /(import|module)\('(numpy|pandas)'\)/.test(readFileSync(file, 'utf8')),
  )
  // It compares what a column holds, which only Python knows.
  .filter((file) => !file.endsWith('tables/frame.mjs'));

/** A program that uses them right, and wrongly where it says so. */
const program = `
import { createPython, frame, kwargs, NdArray, ndarray, slice, tuple, writable } from '@pyloom/client';
import type { DataFrame } from './pandas.js';
const py = await createPython();
const [np, pd] = await Promise.all([py.import('numpy'), py.import('pandas')]);

export const squares = await np.arange(15).$op('**', 2);
await np.ones([2, 3], kwargs({ dtype: np.int16 }));
await np.zeros(tuple(2, 3), kwargs({ dtype: 'float32' })).reshape(3, 2).sum(kwargs({ axis: 0 }));
await np.concatenate([np.zeros(3), np.ones(2), Float64Array.of(1, 2)]);
await np.full(kwargs({ shape: 3, fill_value: 2.5 }));
await np.add(1, [1, 2]);
await np.mean(ndarray(Float64Array.of(1, 2)));
await np.ndarray.sort(writable(Float32Array.of(3, 1, 2)));
export const dimensions: number | bigint = await np.zeros(3).ndim;
export const [name]: [string] = [await np.dtype('int16').name];
const kept = await np.arange(6).$ref;
await kept.$setItem(slice(4, null), 9);
await kept.reshape(2, 3).$item(tuple(slice(), slice(1, 3))).tolist();
await np.linalg.solve([[3, 1], [1, 2]], [9, 8]);
await (await np.random.default_rng(42)).normal(kwargs({ size: 3 }));
const linalg = py.module('numpy.linalg');
await linalg.norm(np.ones(3));

const sales: DataFrame = await pd.DataFrame({ city: ['Rome'], price: Float64Array.of(2.5), sold: [new Date()] });
export const rows = await sales.groupby('city').price.mean().to_dict();
export const dear: Record<string, unknown>[] = await sales.$item(sales.price.$op('>', 15)).to_dict('records');
await sales.sort_values('price', kwargs({ ascending: false })).head(1).$str();
await sales.$setItem('twice', sales.price.$op('*', 2));
await sales.$setItem('label', sales.price.apply((price: number) => \`\${price} €\`));
await sales.loc.$item(tuple(slice(0, 1), 'city'));
await pd.concat([frame({ price: [1] }, 'pandas'), sales]).sort_values('price').$arrow();
await pd.DataFrame.from_dict({ a: [1] }).a.sum();
await np.mean(sales.price);
export const when: Date = await pd.Timestamp('2024-02-29');
export const day: string = await pd.Timestamp('2024-02-29').day_name();
export const [height]: [number | bigint, number | bigint] = await sales.shape;

// @ts-expect-error: no such function
np.arrange(3);
// @ts-expect-error: no such method
np.zeros(3).reshap(3, 1);
// @ts-expect-error: no such function of a module of it
np.linalg.sove([[1]], [1]);
// @ts-expect-error: a string is no number
np.random.default_rng(42).normal('a');
// @ts-expect-error: no such method: what it gives otherwise is a column, which is not called
sales.groupbyy('city');
// @ts-expect-error: no such function
pd.read_cvs('sales.csv');
// @ts-expect-error: a text is no number
sales.head('three');
// @ts-expect-error: a number is no text
sales.query(15);
// @ts-expect-error: no such class method
pd.DataFrame.from_dct({});
// @ts-expect-error: an integer may be a bigint
export const wrong: number = await np.zeros(3).ndim;
`;

/** What stubs alone tell. */
const withStubs = `
import { createPython } from '@pyloom/client';
const py = await createPython();
const sales = await py.module('pandas').read_csv('sales.csv');
const byCity = await sales.groupby('city').price.sum().reset_index().$arrow();
export const types = byCity.schema.fields.map(({ name, type }) => \`\${name}: \${type}\`);
// @ts-expect-error: no such method
sales.groupby('city').price.meen();
// @ts-expect-error: no such form
sales.to_dict('recrods');
`;

const python = await findPython();
// The compiler takes seconds, of a machine with nothing else to do, and is given much the same by every Python.
const label = process.env.PYLOOM_TEST_LABEL ?? '3.13';
const patience = 5 * 60_000;

describe.skipIf(inProcesses || label !== '3.13')('typed modules of NumPy and pandas', () => {
  describe.each([
    ['by their own annotations', ['numpy', 'pandas'], [program]],
    ['with pandas-stubs', ['numpy', 'pandas', 'pandas-stubs'], [program, withStubs]],
  ])('%s', (_how, packages, programs) => {
    beforeAll(async () => {
      const venv = packagesVenv(python, packages);
      if ('missing' in venv) throw new Error(venv.missing);
      const cli = join(root, 'packages/client/dist/cli.js');
      await run(process.execPath, [cli, 'types', 'numpy', 'pandas', '-o', folder, '-p', venv.executable]);
    }, patience);

    it('are of a size that an editor reads at once', () => {
      for (const file of modules) expect(statSync(file).size).toBeLessThan(2_000_000);
    });

    it('hold programs to what there is', { timeout: patience }, async () => {
      const shownTyped = join(root, 'docs/examples/references/typed.ts');
      const files = programs.map((text, i) => {
        writeFileSync(join(folder, `program${i}.ts`), text);
        return `program${i}.ts`;
      });
      expect(await typeCheck(folder, [...modules, shownTyped, ...files])).toBe('');
    });

    it('take what the pages show, and what the tests of this folder do', { timeout: patience }, async () => {
      const tests = ['numpy', 'pandas'].map((name) => join(import.meta.dirname, `${name}.test.ts`));
      expect(shown.length).toBeGreaterThan(3);
      expect(await typeCheck(folder, [...modules, ...shown, ...tests], lenient)).toBe('');
    });
  });
});
