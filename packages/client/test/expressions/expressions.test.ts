import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kwargs, slice, tuple } from '../../src/index';
import { clientForFile, rejection, turn } from '../support/client';
import { defineThings } from './things';

const py = await clientForFile();
beforeAll(() => defineThings(py));
const things = py.module('things');
beforeEach(() => things.forget());

/** How many operations reach Python meanwhile. */
async function crossings(task: () => Promise<unknown>): Promise<number> {
  const before = py.stats().completed + py.stats().failed;
  await task();
  // Outputs come before the operation has ended.
  await expect.poll(() => py.stats().running).toBe(0);
  return py.stats().completed + py.stats().failed - before;
}

describe('an expression', () => {
  it('crosses once, however long it is, and leaves what lies between in Python', async () => {
    let value: unknown;
    expect(
      await crossings(async () => {
        value = await things.Thing(3).me().items().$item(1);
      }),
    ).toBe(1);
    expect(value).toBe(4);
    expect(await things.Thing(1).me().value.bit_length()).toBe(1);
    expect(await things.Thing(5)(3, kwargs({ times: 4 }))).toBe(12);
  });

  it('has items, slices and operators', async () => {
    const thing = await things.Thing(5);
    expect(await thing.items().$item(slice(1, 3))).toEqual([6, 7]);
    expect(await thing.items().$item(slice(null, null, -1))).toEqual([7, 6, 5]);
    expect(await thing.$item(slice('a', 0.5))).toEqual(['item', "slice('a', 0.5, None)"]);
    expect(await thing.$item(tuple(slice(), slice(things.Thing(1).value, 2)))).toEqual([
      'item',
      '(slice(None, None, None), slice(1, 2, None))',
    ]);
    expect(await py.call('operator', 'getitem', [[1, 2, 3], slice(-2)])).toEqual([2, 3]);
    expect(await thing.$op('+', 2)).toBe(7);
    expect(await thing.value.$op('**', 2)).toBe(25);
    expect(await thing.$op('-')).toBe(-5);
    expect(await things.Thing(1).value.$op('in', [1])).toBe(true);
    expect(await thing.$op('is', thing.me())).toBe(true);
    expect(await rejection(thing.$op('plus', 1))).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
  });

  it('has what is asked of every object', async () => {
    const thing = await things.Thing(5);
    expect(await Promise.all([thing.$len(), thing.$str(), thing.$repr()])).toEqual([7, 'a thing', 'Thing()']);
    await thing.$setItem('k', 2);
    expect(await thing.value).toEqual(['k', 2]);
    await thing.$delItem(slice(0, 1));
    expect(await thing.value.$item(0)).toBe('deleted');
    await thing.$set('value', 8);
    expect(await thing.$get('value')).toBe(8);
    await thing.me().$set('value', 9);
    expect(await thing.$call()).toBe(2);
    expect(await thing.add.$call([1], { kwargs: { times: 2 } })).toBe(11);
  });

  it('may be among the arguments, however deep, and of the same crossing', async () => {
    const count = await crossings(async () => {
      expect(await things.total_of([things.Thing(1), things.Thing(2).me()])).toBe(3);
    });
    expect(count).toBe(1);
    const thing = await things.Thing(4);
    expect(
      await thing.take(
        thing.value,
        { a: [things.Thing(5).value] },
        kwargs({ k: new Map([[thing.value, 1]]) }),
      ),
    ).toEqual([[4, { a: [5] }], { k: new Map([[4, 1]]) }]);
    expect(await things.take(thing.me(), thing)).toEqual([[expect.anything(), expect.anything()], {}]);
  });

  it('awaits coroutines on the way, and other awaitables at its end alone', async () => {
    const thing = await things.Thing(2);
    expect(await thing.later_me().later_me().later()).toBe(2);
    expect(await things.take(thing.later(), [things.Thing(3).later()])).toEqual([[2, [3]], {}]);
    expect(await thing.query().first(3).first(4)).toBe('first 4');
    const error = await rejection(thing.later_me().late_failure());
    expect(error).toMatchObject({ pythonMessage: 'late', step: '<things.Thing>.later_me().late_failure()' });
  });

  it('is iterated as what it gives', async () => {
    const items: unknown[] = [];
    for await (const item of things.Thing(1).items()) items.push(item);
    expect(items).toEqual([1, 2, 3]);
  });
});

describe('a call', () => {
  it('runs at the end of the turn, awaited or not, and once', async () => {
    things.Thing(1);
    const call = things.Thing(2);
    await turn();
    const [made] = await things.log();
    expect(new Set(made as number[])).toEqual(new Set([1, 2]));
    const [first, second] = await Promise.all([call, call]);
    expect(first).toBe(second);
    expect(await (await call).value).toBe(2);
    expect((await things.log())[0]).toHaveLength(2);
  });

  it('takes along what was made of it in that turn', async () => {
    const count = await crossings(async () => {
      const thing = things.Thing(1);
      await null; // The turn goes on until there is nothing left to do in it.
      thing.add(10);
      expect(await Promise.all([thing.value, thing.add(1), thing.later(), thing])).toEqual([
        11,
        12,
        12,
        expect.anything(),
      ]);
    });
    expect(count).toBe(1);
    expect(await things.log()).toEqual([[1], [10, 1]]);
  });

  it('can be gone on from later where it gave a reference, and says so where it did not', async () => {
    const thing = things.Thing(1);
    await turn();
    expect(await thing.add(1)).toBe(2);
    expect(await thing.add(1)).toBe(3);
    const items = things.Thing(1).items();
    expect(await items).toEqual([1, 2, 3]);
    expect((await rejection(items.append(4))).message).toMatch(
      /^things\.Thing\(\)\.items\(\) was evaluated in an earlier turn .* await its \.\$ref$/,
    );
    const kept = things.Thing(1).items();
    expect(await kept.$ref).toBeDefined();
    await kept.append(4);
    expect(await kept.$len()).toBe(4);
  });

  it('can be awaited later, in whichever form there is of what it gave', async () => {
    const used = things.Thing(1);
    expect(await used.add(1)).toBe(2);
    expect((await rejection(used as never)).message).toMatch(/is not kept: await it/);
    const came = things.Thing(1).items();
    await came;
    expect((await rejection(came.$ref)).message).toMatch(/its value is in JavaScript/);
    const stayed = things.Thing(3).items();
    expect(String(await stayed.$ref)).toBe('<list>');
    expect(await stayed).toEqual([3, 4, 5]);
    const object = things.Thing(4);
    expect(await (await object).value).toBe(4);
    expect(await (await object.$ref).value).toBe(4);
    const kept = things.Thing(5).items.$call([], { as: 'ref' });
    await turn();
    expect(String(await kept)).toBe('<list>');
    const gone = await things.Thing(6).$ref;
    await gone[Symbol.asyncDispose]();
    const refused = gone.add(1);
    expect((await rejection(refused)).message).toMatch(/disposed/);
    expect((await rejection(refused.$ref)).message).toMatch(/disposed/);
  });

  it('holds the objects among its arguments until they are sent', async () => {
    const [thing, other] = await Promise.all([things.Thing(1).$ref, things.Thing(2).$ref]);
    const taken = thing.take([other], kwargs({ value: other.value }));
    await other[Symbol.asyncDispose]();
    expect(await taken).toEqual([[[expect.anything()]], { value: 2 }]);
  });

  it('runs beside other calls of the same object', async () => {
    const barrier = await py.module('threading').Barrier(4);
    await Promise.all([1, 2, 3, 4].map(() => barrier.wait(30)));
    const thing = await things.Thing(1);
    const gate = await things.gate();
    const waiting = [thing.later(0), gate.wait(), gate.wait()];
    Promise.resolve(waiting[1]);
    await things.open(gate);
    expect(await Promise.all(waiting)).toEqual([1, true, true]);
  });

  it('that nobody waits for is an unhandled rejection when it fails, and what waits for it fails alike', async () => {
    const seen: unknown[] = [];
    const see = (error: Error) => seen.push(error.message);
    const [handlers] = [process.listeners('unhandledRejection')];
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', see);
    try {
      const thing = await things.Thing(1);
      const failing = thing.fail('waited for');
      const [one, two] = await Promise.allSettled([failing, failing.x.y]);
      expect([one, two]).toMatchObject([
        { reason: { type: 'ValueError' } },
        { reason: { type: 'ValueError' } },
      ]);
      thing.fail('nobody waits');
      thing.me().fail('for this either');
      while (seen.length < 2) await turn();
      await turn();
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const handler of handlers) process.on('unhandledRejection', handler);
    }
    expect(seen.sort()).toEqual([
      "ValueError: for this either (at <things.Thing>.me().fail('for this either'))",
      'ValueError: nobody waits',
    ]);
  });
});
