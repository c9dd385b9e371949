import { beforeAll, describe, expect, it } from 'vitest';
import { clientForFile, helpers } from './support/client';

const py = await clientForFile();
beforeAll(() => py.defineModule('helpers', helpers));

type Interval = [start: number, end: number];
const overlap = (a: Interval, b: Interval) => a[0] < b[1] && b[0] < a[1];
const intervals = (outcomes: PromiseSettledResult<Interval>[]) =>
  outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });

describe('parallel', () => {
  it('gives one outcome for each call, in order', async () => {
    const outcomes = await py.parallel([
      ['math', 'sqrt', [16]],
      ['math', 'sqrt', [-1]],
      ['builtins', 'sorted', [[1, 2]], { reverse: true }],
      ['no_such_module', 'f'],
      ['helpers', 'later', ['slept']],
    ]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: 4 },
      { status: 'rejected', reason: { type: 'ValueError' } },
      { status: 'fulfilled', value: [2, 1] },
      { status: 'rejected', reason: { type: 'ModuleNotFoundError' } },
      { status: 'fulfilled', value: 'slept' },
    ]);
  });

  it('takes more calls than executors, and none', async () => {
    const calls = Array.from({ length: 200 }, (_, i) => ['operator', 'mul', [i, 2]] as const);
    const outcomes = await py.parallel<number>(calls);
    expect(outcomes).toEqual(calls.map((_, i) => ({ status: 'fulfilled', value: i * 2 })));
    expect(await py.parallel([])).toEqual([]);
  });

  it('sleeps in all executors at once', async () => {
    const outcomes = await py.parallel<Interval>(Array.from({ length: 4 }, () => ['helpers', 'nap', [0.5]]));
    const all = intervals(outcomes);
    for (const one of all) for (const other of all) expect(overlap(one, other)).toBe(true);
  });

  it.runIf(py.executionMode !== 'multi_executor')('computes at the same time', async () => {
    const outcomes = await py.parallel<Interval>(Array.from({ length: 2 }, () => ['helpers', 'busy', [0.3]]));
    const [one, other] = intervals(outcomes) as [Interval, Interval];
    expect(overlap(one, other)).toBe(true);
  });

  it('lets a short call pass a long one while a lane is idle', async () => {
    const long = py.call('helpers', 'nap', [0.5]);
    const order: string[] = [];
    const first = long.then(() => order.push('long'));
    for (let i = 0; i < 20; i++) await py.call('math', 'sqrt', [i]);
    order.push('short');
    await first;
    expect(order).toEqual(['short', 'long']);
  });
});
