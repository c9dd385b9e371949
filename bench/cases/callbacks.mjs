// Python calls JavaScript, and JavaScript Python again.
import { interleave } from '../lib/measure.mjs';

export const title = 'Callbacks';

const calls = 50_000;

export async function run({ py, raw }) {
  await py.defineModule(
    'bench_callbacks',
    `import pyloom
def many(count):
    call = pyloom.call
    for i in range(count): call('bench_next', i)
def down(depth):
    return 0 if depth == 0 else pyloom.call('bench_down', depth - 1) + 1
def count_state(count):
    incr = pyloom.state_incr
    for i in range(count): incr('bench')
`,
  );
  py.registerFunction('bench_next', (n) => n + 1);
  py.registerFunction('bench_down', (depth) => py.call('bench_callbacks', 'down', [depth]));
  const perSecond = (task) => async () => {
    const start = performance.now();
    await task();
    return calls / ((performance.now() - start) / 1000);
  };
  const figures = await interleave({
    asynchronous: perSecond(() => py.call('bench_callbacks', 'many', [calls])),
    synchronous: perSecond(() => py.callSync('bench_callbacks', 'many', [calls])),
    state: perSecond(() => py.call('bench_callbacks', 'count_state', [calls])),
    depth: async () => {
      const start = performance.now();
      await py.call('bench_callbacks', 'down', [100]);
      return performance.now() - start;
    },
    gil: async () => raw.gil(1_000_000),
    javaScript: async () => raw.callJavaScript(1_000_000, (n) => n + 1),
  });
  const parts = figures.gil.median + figures.javaScript.median;
  const rate = ({ median }) => ({ value: median, unit: '/s' });
  return [
    {
      item: 'a JavaScript function called by native code, a double in and out',
      value: figures.javaScript.median,
      unit: 'ns',
    },
    {
      item: 'host functions called within an asynchronous call',
      ...rate(figures.asynchronous),
      aim: '150 000/s',
    },
    {
      item: 'host functions called within callSync',
      ...rate(figures.synchronous),
      raw: `${(1e9 / figures.synchronous.median / parts).toFixed(1)} × (JavaScript call + GIL)`,
      aim: '1 500 000/s',
    },
    { item: '`state_incr` from Python', ...rate(figures.state), aim: '2 000 000/s' },
    { item: 'a chain 100 deep', value: figures.depth.median, unit: 'ms', aim: '5 ms' },
  ];
}
