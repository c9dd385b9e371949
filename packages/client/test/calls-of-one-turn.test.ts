import { describe, expect, it } from 'vitest';
import { clientForFile, helpers } from './support/client';

const py = await clientForFile({ maxConcurrent: 1000 });
await py.defineModule(
  'of_one_turn',
  `${helpers}
def put(array, value):
    array[0] = value
`,
);

/** Keeps this thread, so that the turn does not end. */
function spinUntil(isTrue: () => boolean): boolean {
  const end = performance.now() + 30_000;
  while (!isTrue()) if (performance.now() > end) return false;
  return true;
}

describe('many calls of one turn of the event loop', () => {
  it('begin while the others are still being made', async () => {
    const shared = await py.sharedArray(Int32Array, 1);
    await py.call('of_one_turn', 'put', [shared, 1]);
    const first = py.call('of_one_turn', 'put', [shared, 2]);
    const others = Array.from({ length: 500 }, (_, i) => py.call('of_one_turn', 'echo', [i]));
    expect(spinUntil(() => Atomics.load(shared, 0) === 2)).toBe(true);
    await first;
    expect(await Promise.all(others)).toEqual(others.map((_, i) => i));
  });

  it('can be aborted in it, some of which have crossed and some not', async () => {
    const calls = Array.from({ length: 500 }, (_, i) => {
      const controller = new AbortController();
      return { controller, answer: py.call('of_one_turn', 'echo', [i], { signal: controller.signal }) };
    });
    const outcomes = Promise.allSettled(calls.map(({ answer }) => answer));
    for (const [i, { controller }] of calls.entries())
      if (i % 3 === 0) controller.abort(new Error(`no ${i}`));
    for (const [i, outcome] of (await outcomes).entries()) {
      if (i % 3 === 0) expect(outcome).toMatchObject({ reason: { message: `no ${i}` } });
      else expect(outcome).toEqual({ status: 'fulfilled', value: i });
    }
  });

  it('are rejected one by one for what cannot cross', async () => {
    const refused = (i: number) => i % 100 === 7;
    const calls = Array.from({ length: 500 }, (_, i) =>
      py.call('of_one_turn', 'echo', [refused(i) ? Symbol(`no ${i}`) : i]),
    );
    for (const [i, outcome] of (await Promise.allSettled(calls)).entries()) {
      if (refused(i)) expect(outcome).toMatchObject({ reason: { code: 'ERR_PYLOOM_CONVERSION' } });
      else expect(outcome).toEqual({ status: 'fulfilled', value: i });
    }
  });
});
