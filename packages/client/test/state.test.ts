import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { SharedState } from '@pyloom/state';
import { describe, expect, it } from 'vitest';
import { ConversionError, type ExecutionMode, isPyloomError } from '../src/index';
import { clientsForTests, rejection } from './support/client';

const client = clientsForTests();
const probe = await client();
/** The modes that this Python has. */
const modes: ExecutionMode[] =
  probe.executionMode === 'subinterp' ? ['subinterp', 'multi_executor'] : [probe.executionMode];

const counting = `
import pyloom
def count(key, times):
    for _ in range(times):
        pyloom.state_incr(key)
    return times
`;

describe.each(modes)('the shared state in %s mode', (mode) => {
  it('loses no increment of eight worker threads and all lanes at once', async () => {
    const name = `counting in ${mode}`;
    const state = new SharedState({ name });
    const py = await client({ mode, state });
    await py.defineModule('state_counting', counting);
    const gate = new SharedArrayBuffer(4);
    const times = 100_000;
    const workers = Array.from(
      { length: 8 },
      () =>
        new Worker(new URL('./fixtures/count.mjs', import.meta.url), {
          workerData: { name, key: 'n', times, gate },
        }),
    );
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const ended = workers.map((worker) => once(worker, 'exit'));
    const lanes = py.parallel(
      Array.from({ length: 4 }, () => ['state_counting', 'count', ['n', 50_000]] as const),
    );
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    const outcomes = await lanes;
    await Promise.all(ended);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(Array(4).fill('fulfilled'));
    expect(state.get('n')).toBe(8 * times + 4 * 50_000);
  });

  it('carries values both ways, and tells Python what is wrong', async () => {
    const py = await client({ mode });
    py.state.set('from JavaScript', { rows: [1, 2.5, 'ü', null, 2n ** 70n] });
    await py.defineModule(
      'state_values',
      `
import pyloom
def all_functions():
    got = pyloom.state_get('from JavaScript')
    pyloom.state_set('from Python', {'tuple': (1, 2), 'float': 1.0, 'set': {3}})
    missing = pyloom.state_get('missing')
    first = pyloom.state_incr('counter', 5)
    second = pyloom.state_decr('counter')
    keys = sorted(pyloom.state_keys())
    deleted = pyloom.state_delete('counter'), pyloom.state_delete('counter')
    return [got, missing, first, second, keys, deleted]
def wrong(kind):
    if kind == 'text': pyloom.state_set('t', 'text'); pyloom.state_incr('t')
    if kind == 'large': pyloom.state_set('l', 2**63 - 1); pyloom.state_incr('l')
    if kind == 'object': pyloom.state_set('o', object())
`,
    );
    expect(await py.call('state_values', 'all_functions')).toEqual([
      { rows: [1, 2.5, 'ü', null, 2n ** 70n] },
      null,
      5,
      4,
      ['counter', 'from JavaScript', 'from Python'],
      [true, false],
    ]);
    expect(py.state.get('from Python')).toEqual({ tuple: [1, 2], float: 1, set: new Set([3]) });
    expect(await rejection(py.call('state_values', 'wrong', ['text']))).toMatchObject({ type: 'TypeError' });
    expect(py.state.get('t')).toBe('text');
    expect(await rejection(py.call('state_values', 'wrong', ['large']))).toMatchObject({
      type: 'OverflowError',
    });
    expect(py.state.get('l')).toBe(2n ** 63n - 1n);
    const refused = await rejection(py.call('state_values', 'wrong', ['object']));
    expect(isPyloomError(refused) && refused.message).toContain('cannot be stored');
  });

  it('raises StateFullError in Python at the limit', async () => {
    const py = await client({ mode, state: new SharedState({ maxEntries: 1 }) });
    await py.call('pyloom', 'state_set', ['a', 1]);
    expect(await rejection(py.call('pyloom', 'state_set', ['b', 1]))).toMatchObject({
      type: 'StateFullError',
    });
    await py.call('pyloom', 'state_set', ['a', 2]);
    expect(py.state.keys()).toEqual(['a']);
  });
});

it('refuses values with the error class of the client, though the store has a copy of its own', async () => {
  const { state } = await client();
  expect(() => state.set('key', [1, Symbol('odd')])).toThrow(ConversionError);
  expect(() => state.set('key', () => 1)).toThrow(ConversionError);
});
