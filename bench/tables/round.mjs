// 1 GB of each library and shape, there as a table for JavaScript: node round.mjs PYTHON
import { createPython } from '@pyloom/client';
import { interleave } from '../lib/measure.mjs';
import { shapes } from './shapes.mjs';

const [python] = process.argv.slice(2);
const source = `
import numpy, pandas, polars, pyarrow
def make(library, columns):
    # The same memory for each column: what crosses is its address.
    numbers = numpy.zeros(125_000_000 // columns)
    data = {f'c{i}': numbers for i in range(columns)}
    if library == 'pyarrow': return pyarrow.table(data)
    if library == 'polars': return polars.DataFrame(data)
    return pandas.DataFrame(data, copy=False)
`;

const py = await createPython({ python });
await py.exec(source);
const contenders = {};
for (const { name, library, columns } of shapes) {
  const table = await py.eval('make(library, columns)', { library, columns }, { as: 'ref' });
  contenders[name] = async () => {
    const start = performance.now();
    await table.$arrow();
    return performance.now() - start;
  };
}
const figures = await interleave(contenders, 100);
process.send(Object.fromEntries(Object.entries(figures).map(([name, { median }]) => [name, median])));
