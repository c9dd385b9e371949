import { expect, it } from 'vitest';
import type { Python } from '../../src';
import { gate, rejection } from './support/barrier';
import { inEveryMode } from './support/clients';

const source = `
import asyncio
import pyloom

kept = []

def square(n):
    return n * n

def numbers(n):
    yield from range(n)

async def gives_up(name):
    try:
        await asyncio.wait_for(pyloom.call_async(name), 0.01)
    except asyncio.TimeoutError:
        return 'gave up'

async def cancels(name):
    task = asyncio.ensure_future(pyloom.call_async(name))
    await asyncio.sleep(0.01)
    task.cancel()
    return 'cancelled'

async def leaves_behind(name):
    kept.append(asyncio.ensure_future(pyloom.call_async(name)))
    await asyncio.sleep(0)
    return 'left'

async def fails(name):
    kept.append(asyncio.ensure_future(pyloom.call_async(name)))
    await asyncio.sleep(0)
    raise ValueError('failed')

def ask(name):
    return pyloom.call(name)

async def streams(name):
    yield await gives_up(name)
`;

/** Whatever a host function asks for that outlived its call: under way, then all of it once the call has settled. */
const asks: Record<string, (python: Python) => Promise<unknown>> = {
  call: (python) => python.call('late', 'square', [4]),
  parallel: async (python) => (await python.parallel([['late', 'square', [4]]]))[0],
  eval: (python) => python.eval('4 * 4'),
  'a stream': async (python) => {
    const items: unknown[] = [];
    for await (const item of python.stream('late', 'numbers', [3])) items.push(item);
    return items;
  },
  callSync: async (python) => python.callSync('late', 'square', [4]),
};

inEveryMode((open) => {
  async function client(options = {}) {
    const python = await open({ maxConcurrent: 1, acquireTimeout: 60_000, ...options });
    await python.defineModule('late', source);
    return python;
  }

  /** A host function that goes on, with `task`, once its call has settled. */
  function outliving(python: Python, task: () => Promise<unknown>) {
    const settled = gate();
    const asked = gate();
    const done = gate<unknown>();
    python.registerFunction('late', async () => {
      asked.open();
      await settled.passed;
      done.open(await task());
    });
    return { asked, settled, done };
  }

  async function expectSettledDown(python: Python, completed: number) {
    expect(python.stats()).toMatchObject({ running: 0, queued: 0, completed, failed: 0, aborted: 0 });
    expect(python.semaphore.current).toBe(0);
    // Nothing is under way any more: there is nothing to wait for.
    await python.close({ timeout: 600_000 });
  }

  it.each(Object.keys(asks))('gives what is asked for after the call its own permit: %s', async (kind) => {
    const python = await client();
    const { settled, done } = outliving(python, async () => {
      const answer = (asks[kind] as (python: Python) => Promise<unknown>)(python);
      const { running, queued } = python.stats();
      return [await answer, running >= 0 && queued >= 0];
    });
    expect(await python.call('late', 'gives_up', ['late'])).toBe('gave up');
    settled.open();
    const [answer, sound] = (await done.passed) as [unknown, boolean];
    expect(answer).toBeDefined();
    expect(sound).toBe(true);
    await expectSettledDown(python, 2);
  });

  it.each(['cancels', 'leaves_behind'])('after a call that ends like %s', async (name) => {
    const python = await client();
    const { asked, settled, done } = outliving(python, () => python.call('late', 'square', [5]));
    await python.call('late', name, ['late']);
    await asked.passed;
    settled.open();
    expect(await done.passed).toBe(25);
    await expectSettledDown(python, 2);
  });

  it('after a call that failed', async () => {
    const python = await client();
    const { asked, settled, done } = outliving(python, () => python.call('late', 'square', [5]));
    expect(await rejection(python.call('late', 'fails', ['late']))).toMatchObject({ type: 'ValueError' });
    await asked.passed;
    settled.open();
    expect(await done.passed).toBe(25);
    expect(python.stats()).toMatchObject({ running: 0, completed: 1, failed: 1 });
  });

  it('waits for a permit like any other', async () => {
    const python = await client();
    const { settled, done } = outliving(python, () => python.call('late', 'square', [6]));
    await python.call('late', 'gives_up', ['late']);
    const permit = await python.semaphore.acquire();
    settled.open();
    await expect.poll(() => python.stats().queued).toBe(1);
    permit.release();
    expect(await done.passed).toBe(36);
    await expectSettledDown(python, 2);
  });

  it('belongs to the chain that goes on around the call that has ended', async () => {
    const python = await client({ acquireTimeout: 0 });
    const { settled, done } = outliving(python, () => python.call('late', 'square', [7]));
    python.registerFunction('down', async () => {
      const answer = await python.call('late', 'gives_up', ['late']);
      settled.open();
      return [answer, await done.passed];
    });
    expect(await python.call('late', 'ask', ['down'])).toEqual(['gave up', 49]);
    await expectSettledDown(python, 1);
  });

  it('counts nested calls not at all, aborted before they start or not', async () => {
    const python = await client();
    python.registerFunction('down', async () => {
      await rejection(python.call('late', 'square', [1], { signal: AbortSignal.abort(new Error('no')) }));
      for await (const _ of python.stream('late', 'numbers', [2]));
      return python.call('late', 'square', [2]);
    });
    expect(await python.call('late', 'ask', ['down'])).toBe(4);
    await expectSettledDown(python, 1);
  });

  it('is of no chain after a stream that has ended', async () => {
    const python = await client();
    const { settled, done } = outliving(python, () => python.call('late', 'square', [8]));
    for await (const item of python.stream('late', 'streams', ['late'])) expect(item).toBe('gave up');
    settled.open();
    expect(await done.passed).toBe(64);
    await expectSettledDown(python, 2);
  });

  it('is refused with its own error once the client is closed', async () => {
    const python = await client();
    const { settled, done } = outliving(python, () => rejection(python.call('late', 'square', [1])));
    await python.call('late', 'gives_up', ['late']);
    await python.close();
    settled.open();
    expect(await done.passed).toMatchObject({ code: 'ERR_PYLOOM_CLOSED' });
    expect(python.stats().running).toBe(0);
  });
});
