// Items of a Python generator, for `for await`.
import { interleave, median } from '../lib/measure.mjs';

export const title = 'Streams';

const items = 100_000;

export async function run({ py }) {
  await py.defineModule(
    'bench_streams',
    `def rows(count):
    for i in range(count): yield {'id': i, 'name': 'row', 'done': False}
`,
  );
  const perSecond = (options) => async () => {
    const start = performance.now();
    let count = 0;
    for await (const row of py.stream('bench_streams', 'rows', [items], options)) count += row.done ? 0 : 1;
    if (count !== items) throw new Error(`${count} rows of ${items}`);
    return items / ((performance.now() - start) / 1000);
  };
  const asList = async () => {
    const start = performance.now();
    for (const row of await py.eval(`list(__import__('bench_streams').rows(${items}))`))
      if (row.done) throw row;
    return items / ((performance.now() - start) / 1000);
  };
  const asyncGenerator = async () => {
    const start = performance.now();
    for await (const row of rows(items)) if (row.done) throw row;
    return items / ((performance.now() - start) / 1000);
  };
  const figures = await interleave(
    {
      asyncGenerator,
      asList,
      byDefault: perSecond(),
      ahead: perSecond({ highWaterMark: 1000 }),
      oneByOne: perSecond({ highWaterMark: 0 }),
    },
    5,
  );
  const first = [];
  for (let i = 0; i < 200; i++) {
    const start = performance.now();
    const stream = py.stream('bench_streams', 'rows', [3]);
    await stream.next();
    first.push((performance.now() - start) * 1000);
    await stream.return();
  }
  const rate = ({ median }) => ({ value: median, unit: '/s' });
  return [
    { item: "an async generator of JavaScript's own, small objects", ...rate(figures.asyncGenerator) },
    { item: 'the same dicts as one list', ...rate(figures.asList) },
    {
      item: '`for await` over a generator of small dicts',
      ...rate(figures.byDefault),
      aim: '300 000/s',
    },
    { item: '… with `highWaterMark: 1000`', ...rate(figures.ahead), aim: '300 000/s' },
    { item: '… with `highWaterMark: 0`', ...rate(figures.oneByOne) },
    { item: 'the first item', value: median(first), unit: 'µs', aim: 'one call' },
  ];
}

async function* rows(count) {
  for (let i = 0; i < count; i++) yield { id: i, name: 'row', done: false };
}
