// Tables, which stay where they are: however large, no more than their description crosses.
import { findPython, frame } from '@pyloom/client';
import { pythonWithLibraries } from '../lib/libraries-venv.mjs';
import { interleave, perAwait, perCall } from '../lib/measure.mjs';
import { measureApart } from '../lib/measure-apart.mjs';
import { shapes } from '../tables/shapes.mjs';

export const title = 'Tables';

const columns = 125;
const rows = 1_000_000;

export async function run({ py, python }) {
  // 1 GB, of an object in Python that speaks Arrow's interface.
  const numbers = new Float64Array(columns * rows);
  const names = Array.from({ length: columns }, (_, i) => `c${i}`);
  const data = Object.fromEntries(names.map((name, i) => [name, numbers.subarray(i * rows, (i + 1) * rows)]));
  const large = await py.eval('table', { table: frame(data) }, { as: 'ref' });
  const small = await py.eval('table', { table: frame({ c0: data.c0 }) }, { as: 'ref' });
  let table;
  const { crossing, one, all } = await interleave({
    crossing: perAwait(() => small.$repr(), 200),
    one: perAwait(() => small.$arrow(), 200),
    all: perAwait(async () => {
      table = await large.$arrow();
    }, 50),
  });
  const { look } = await interleave({
    look: async () => {
      table = await large.$arrow();
      return perCall(() => names.map((name) => table.column(name).data), 1)();
    },
  });
  return [
    { item: 'an expression: `await table.$repr()`', ...us(crossing) },
    { item: '`await table.$arrow()` of a column of 8 MB', ...us(one) },
    { item: `… of ${columns} such columns, 1 GB`, ...us(all), aim: '1 ms' },
    { item: '… a look at all of them, as typed arrays', ...us(look) },
    ...(await ofLibraries(python)),
  ];
}

/** 1 GB of the libraries that people have, whose own work is in it: a library describes its table anew for each who asks. */
async function ofLibraries(python) {
  const executable = await pythonWithLibraries(await findPython({ python }));
  const figures = await measureApart(new URL('../tables/round.mjs', import.meta.url), [executable]);
  return shapes.map(({ name, library, columns }) => ({
    item: `1 GB of ${name}: \`await table.$arrow()\``,
    value: figures[name] * 1e3,
    unit: 'µs',
    // pandas itself looks at each number for NaN, to make Arrow's nulls.
    ...(columns === 10 && library !== 'pandas' && { aim: '1 ms' }),
  }));
}

const us = ({ median }) => ({ value: median / 1000, unit: 'µs' });
