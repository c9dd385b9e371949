import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientForFile, helpers } from './support/client';

/** Calls that end when all of them are under way, however long each takes to begin. */
const meeting = `
import time, pyloom

def come():
    pyloom.state_incr('here')

def all_here(wanted):
    return pyloom.state_get('here') >= wanted

def sleep(wanted):
    come()
    while not all_here(wanted):
        time.sleep(0.005)

def compute(wanted):
    come()
    while not all_here(wanted):
        pass
`;

const py = await clientForFile();
beforeAll(async () => {
  await py.defineModule('helpers', helpers);
  await py.defineModule('meeting', meeting);
});
beforeEach(() => py.state.clear());
const met = (count: number) => Array(count).fill({ status: 'fulfilled', value: null });

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
    const calls = Array.from({ length: 4 }, () => ['meeting', 'sleep', [4]] as const);
    expect(await py.parallel(calls)).toEqual(met(4));
  });

  it.runIf(py.executionMode !== 'multi_executor')('computes at the same time', async () => {
    const calls = Array.from({ length: 2 }, () => ['meeting', 'compute', [2]] as const);
    expect(await py.parallel(calls)).toEqual(met(2));
  });

  it('lets short calls pass a long one while a lane is idle', async () => {
    const order: string[] = [];
    const long = py.call('meeting', 'sleep', [2]).then(() => order.push('long'));
    for (let i = 0; i < 20; i++) await py.call('math', 'sqrt', [i]);
    order.push('short');
    await py.call('meeting', 'come');
    await long;
    expect(order).toEqual(['short', 'long']);
  });
});
