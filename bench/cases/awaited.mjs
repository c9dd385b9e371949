// Calls that take a moment in Python: what awaiting one costs beyond the same call in its synchronous form, by the clock and of the
// processors.
import { interleave, perAwait, perCall } from '../lib/measure.mjs';

export const title = 'Awaited calls that take a moment';

const lengths = [5, 20, 50, 100, 200, 500];
const times = 300;

const source = `
import time

def busy(microseconds):
    end = time.perf_counter_ns() + 1000 * microseconds
    while time.perf_counter_ns() < end:
        pass
`;

export async function run({ py }) {
  await py.defineModule('bench_awaited', source);
  const busy = py.func('bench_awaited', 'busy');
  // V8 compiles this on threads of its own, which take turns with those that wait awake.
  for (let i = 0; i < 10 * times; i++) await busy(1);
  const rows = [];
  for (const length of lengths) {
    const { sync, awaited } = await interleave({
      sync: perCall(() => busy.sync(length), times),
      awaited: perAwait(() => busy(length), times),
    });
    rows.push({
      item: `${length} µs of Python, one at a time, awaited`,
      value: awaited.median / 1000,
      unit: 'µs',
      raw: `${((awaited.median - sync.median) / 1000).toFixed(1)} µs beyond \`.sync\``,
      aim: length <= 200 ? '10 µs beyond' : undefined,
    });
  }
  const { sync, awaited } = await interleave({
    sync: ofProcessors(() => busy.sync(100)),
    awaited: ofProcessors(() => busy(100)),
  });
  rows.push({
    item: '100 µs of Python, awaited: time of all processors',
    value: awaited.median,
    unit: 'µs',
    raw: `${(awaited.median / sync.median).toFixed(1)} × \`.sync\``,
  });
  return rows;
}

/** Microseconds of processor time of one run of `task`. */
function ofProcessors(task) {
  return async () => {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i++) await task();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / times;
  };
}
