// Four CPU-bound calls at once, beside plain C threads with an interpreter and a GIL of their own each.
import { interleave } from '../lib/measure.mjs';

export const title = 'Parallel Python';

const spin = 'x = 0\nfor i in range(2_000_000): x += i * i\n';

export async function run({ py, raw }) {
  await py.defineModule(
    'bench_spin',
    `def spin():\n    ${spin.trim().replaceAll('\n', '\n    ')}\n    return x\n`,
  );
  const timed = (task) => async () => {
    const start = performance.now();
    await task();
    return performance.now() - start;
  };
  const calls = Array.from({ length: 4 }, () => ['bench_spin', 'spin']);
  const figures = await interleave(
    {
      one: timed(() => py.call('bench_spin', 'spin')),
      four: timed(() => py.parallel(calls)),
      rawOne: async () => raw.ownGilThreads(1, spin),
      rawFour: async () => raw.ownGilThreads(4, spin),
    },
    5,
  );
  const factor = (4 * figures.one.median) / figures.four.median;
  const rawFactor = (4 * figures.rawOne.median) / figures.rawFour.median;
  return [
    {
      item: 'four times the same work, C threads with own-GIL interpreters',
      value: rawFactor,
      unit: '×',
    },
    {
      item: 'four times the same work, `py.parallel`',
      value: factor,
      unit: '×',
      raw: Number.isNaN(rawFactor)
        ? 'no own-GIL interpreters here'
        : `${((factor / rawFactor) * 100).toFixed(0)} % of the C threads`,
      aim: '92 % where Python runs in parallel',
    },
  ];
}
