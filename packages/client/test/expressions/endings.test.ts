import { beforeAll, describe, expect, it } from 'vitest';
import type { PyRef } from '../../src/index';
import { clientForFile, rejection } from '../support/client';
import { defineThings } from './things';

const py = await clientForFile({
  int64: 'number',
  converters: {
    'decimal.Decimal': () => {
      throw new TypeError('not that one');
    },
  },
});
const things = py.module('things');
const gated = py.module('gated');
beforeAll(() => defineThings(py));
// On one event loop, for which gates are made.
beforeAll(() =>
  py.defineModule(
    'gated',
    `
import asyncio
async def gates(): return asyncio.Event(), asyncio.Event()
async def open(gate): gate.set()
async def wait(gate): await gate.wait()
async def fail(gate):
    await gate.wait()
    raise ValueError('late')
def take(*values): return len(values)
`,
  ),
);

describe('of several outputs of a crossing', () => {
  it('the one alone rejects that JavaScript cannot read', async () => {
    const builtins = py.module('builtins');
    const same = builtins.list([1, 2]);
    const [length, large, decimal, kept, again] = await Promise.allSettled([
      same.$len(),
      py.module('array').array('q', same.__class__([2n ** 60n])),
      py.module('decimal').Decimal(same.pop(0)),
      same.$ref,
      same.copy(),
    ]);
    expect(length).toEqual({ status: 'fulfilled', value: 2 });
    expect(large).toMatchObject({ reason: { code: 'ERR_PYLOOM_CONVERSION', path: 'result' } });
    expect(decimal).toMatchObject({ reason: new TypeError('not that one') });
    expect(again).toEqual({ status: 'fulfilled', value: [2] });
    expect(await (kept as PromiseFulfilledResult<PyRef>).value.$js()).toEqual([2]);
  });

  it('the one alone rejects that cannot even be looked at in Python', async () => {
    await py.exec(`
class Odd:
    @property
    def __class__(self): raise LookupError('no class')
    @property
    def __array_interface__(self): raise LookupError('no array')
class OddSequence(list):
    def __iter__(self): raise LookupError('no items')
`);
    const main = py.module('__main__');
    const same = py.module('builtins').list([1]);
    const outcomes = await Promise.allSettled([
      same.copy(),
      main.Odd(),
      main.OddSequence(same),
      same.index(1),
    ]);
    expect(outcomes[0]).toEqual({ status: 'fulfilled', value: [1] });
    expect(outcomes[3]).toEqual({ status: 'fulfilled', value: 0 });
  });
});

describe('an exception that is raised again', () => {
  it('names the step of the expression that it is raised in, and no other', async () => {
    await py.exec(`
kept_error = ValueError('kept')
def raise_kept(*_): raise kept_error.with_traceback(None)
`);
    const main = py.module('__main__');
    const first = await rejection(things.Thing(1).take(main.raise_kept()));
    expect(first.step).toBe('__main__.raise_kept()');
    expect((await rejection(py.call('__main__', 'raise_kept'))).step).toBeUndefined();
    const thing = things.Thing(1);
    const outcomes = await Promise.allSettled([
      thing.take(main.raise_kept(1)),
      thing.take(main.raise_kept(2)),
      things.take(main.raise_kept(1)),
    ]);
    expect(outcomes.map((each) => (each as PromiseRejectedResult).reason.step)).toEqual([
      '__main__.raise_kept(1)',
      '__main__.raise_kept(2)',
      '__main__.raise_kept(1)',
    ]);
    expect((await rejection(main.raise_kept())).step).toBeUndefined();
  });

  it('names the step of each expression, though several raise it at once', async () => {
    const rounds = 50;
    const raises = (which: string) =>
      Array.from({ length: rounds }, (_, round) => `__main__.raise_kept('${which}', ${round})`);
    const steps = async (which: string) => {
      const found: unknown[] = [];
      // One at a time, so that what two have sent is never one crossing.
      for (let round = 0; round < rounds; round++) {
        const error = await rejection(things.Thing(1).take(py.module('__main__').raise_kept(which, round)));
        found.push(error.step);
      }
      return found;
    };
    const kinds = ['one', 'other', 'third', 'fourth'];
    expect(await Promise.all(kinds.map(steps))).toEqual(kinds.map(raises));
  });
});

describe('the limits of an expression', () => {
  it('bound the wait for what was sent in an earlier turn', async () => {
    const [gate] = (await gated.gates()) as [PyRef];
    const slow = gated.wait(gate);
    await new Promise(setImmediate);
    const error = await rejection(things.take(slow).$with({ timeout: 20 }));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT', timeout: 20 });
    expect(error.message).toBe('things.take() did not end within 20 ms');
    const reason = new Error('enough');
    expect(await rejection(things.take(slow).$with({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    const controller = new AbortController();
    const waiting = rejection(things.take(slow).$with({ signal: controller.signal }));
    await new Promise(setImmediate);
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    await gated.open(gate);
    expect(await slow).toBe(null);
  });
});

describe('signals', () => {
  it('of another realm or of a polyfill end what crosses together', async () => {
    class Polyfill extends EventTarget {
      aborted = false;
      reason: unknown = undefined;
      abort(reason: unknown) {
        this.aborted = true;
        this.reason = reason;
        this.dispatchEvent(new Event('abort'));
      }
    }
    const [one, other] = [new Polyfill(), new Polyfill()];
    const [gate] = (await gated.gates()) as [PyRef];
    const waiting = gated.wait.$call([gate], { signal: one as never }).$with({ signal: other as never });
    const ended = rejection(waiting);
    await new Promise(setImmediate);
    other.abort('enough');
    expect(await ended).toBe('enough');
    const late = gated.wait.$call([gate], { signal: one as never }).$with({ signal: other as never });
    expect(await rejection(late)).toBe('enough');
  });
});

describe('an expression that others have among their arguments', () => {
  it('may fail while another one is awaited', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const [first, second] = (await gated.gates()) as [PyRef, PyRef];
    const slow = gated.wait(first);
    const failing = gated.fail(second);
    await new Promise(setImmediate);
    const both = rejection(gated.take(slow, failing));
    await gated.open(second);
    expect((await both).pythonMessage).toBe('late');
    await gated.open(first);
    await slow;
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
