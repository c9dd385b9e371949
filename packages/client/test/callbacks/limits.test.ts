import { expect, it } from 'vitest';
import { type Python, PythonTimeoutError } from '../../src';
import { allowHeldAtTheEnd } from '../support/nothing-held';
import { gate, rejection } from './support/barrier';
import { inEveryMode, modes } from './support/clients';

const source = `
import asyncio
import pyloom
import threading
import time

def ask(name, *args):
    return pyloom.call(name, *args)

async def ask_async(name, *args):
    return await pyloom.call_async(name, *args)

async def ask_blocking(name, *args):
    return pyloom.call(name, *args)

def own_loop(name, *args):
    return asyncio.run(ask_async(name, *args))

def forever():
    while True:
        pass

def loop_at_bottom():
    pyloom.call('at_bottom')
    while True:
        pass

def wait_at_bottom():
    pyloom.call('at_bottom')
    threading.Event().wait()

def stubborn(name):
    while True:
        try:
            return pyloom.call(name)
        except Exception:
            continue

def cleanup(name):
    try:
        pyloom.call(name)
    finally:
        pyloom.state_set('cleaned up', True)

def square(n):
    return n * n

def catches(name):
    try:
        pyloom.call(name)
    except pyloom.JSError as error:
        return [error.name, 'and on']
`;

/** More calls at once than there are lanes, nested and not. */
async function useEveryLane(python: Python): Promise<void> {
  python.registerFunction('square', (n: number) => python.call('limits', 'square', [n]));
  const answers = await Promise.all([
    ...Array.from({ length: 12 }, (_, n) => python.call('limits', 'ask', ['square', n])),
    ...Array.from({ length: 12 }, (_, n) => python.call('limits', 'ask_async', ['square', n])),
  ]);
  const squares = Array.from({ length: 12 }, (_, n) => n * n);
  expect(answers).toEqual([...squares, ...squares]);
  expect(python.semaphore.current).toBe(0);
}

// A lane that waits for ever keeps the error that ended the chain beneath it: one for each of four tests of a wait at the
// bottom, in each mode.
allowHeldAtTheEnd({ heldValues: 4 * modes.length });

inEveryMode((open) => {
  async function client(options = {}) {
    const python = await open({ maxConcurrent: 32, ...options });
    await python.defineModule('limits', source);
    // Imported by now: what the limits end is what is tested.
    await useEveryLane(python);
    return python;
  }

  it.each(['ask', 'ask_async', 'ask_blocking', 'own_loop', 'stubborn', 'cleanup'])(
    'ends a chain whose host function never answers: %s',
    async (name) => {
      const python = await client();
      const never = gate();
      python.registerFunction('never', () => never.passed);
      const error = await rejection(python.call('limits', name, ['never'], { timeout: 50 }));
      expect(error).toBeInstanceOf(PythonTimeoutError);
      await useEveryLane(python);
      never.open();
      await useEveryLane(python);
    },
  );

  it.each(['ask', 'ask_async', 'ask_blocking', 'own_loop'])(
    'ends a chain that hangs in Python at its bottom: %s',
    async (name) => {
      const python = await client();
      for (const bottom of ['loop_at_bottom', 'wait_at_bottom']) {
        let nested: Promise<unknown> | undefined;
        python.registerFunction('down', (n: number) => {
          const call = n === 0 ? python.call('limits', bottom) : python.call('limits', name, ['down', n - 1]);
          nested ??= call;
          return call;
        });
        const reason = new Error('enough');
        const controller = new AbortController();
        const reached = gate();
        python.registerFunction('at_bottom', () => reached.open());
        const call = rejection(python.call('limits', name, ['down', 3], { signal: controller.signal }));
        await reached.passed;
        controller.abort(reason);
        expect(await call).toBe(reason);
        expect(await rejection(nested as Promise<unknown>)).toBe(reason);
        await useEveryLane(python);
      }
    },
  );

  it('refuses what a host function asks for after its chain has ended', async () => {
    const python = await client();
    const asked = gate();
    const ended = gate();
    const late = gate<unknown>();
    python.registerFunction('late', async () => {
      asked.open();
      await ended.passed;
      late.open(await rejection(python.call('limits', 'square', [1])));
    });
    const controller = new AbortController();
    const call = rejection(python.call('limits', 'ask', ['late'], { signal: controller.signal }));
    await asked.passed;
    controller.abort(new Error('enough'));
    const error = await call;
    ended.open();
    expect(await late.passed).toBe(error);
  });

  it('ends a nested call alone when only its own time limit runs out', async () => {
    const python = await client();
    python.registerFunction('impatient', () => python.call('limits', 'forever', [], { timeout: 50 }));
    expect(await python.call('limits', 'catches', ['impatient'])).toEqual(['PythonTimeoutError', 'and on']);
    python.registerFunction('recovers', async () => {
      const error = await rejection(python.call('limits', 'forever', [], { timeout: 50 }));
      return [(error as Error).name, await python.call('limits', 'square', [3])];
    });
    expect(await python.call('limits', 'ask', ['recovers'])).toEqual(['PythonTimeoutError', 9]);
    await useEveryLane(python);
  });

  it('ends a nested call with its chain when that has less time left', async () => {
    const python = await client();
    let inner: Promise<unknown> | undefined;
    python.registerFunction('patient', () => {
      inner = rejection(python.call('limits', 'forever', [], { timeout: 60_000 }));
      return inner;
    });
    const error = await rejection(python.call('limits', 'ask', ['patient'], { timeout: 1000 }));
    expect(error).toBeInstanceOf(PythonTimeoutError);
    expect(await inner).toBe(error);
    await useEveryLane(python);
  });

  it('runs finally blocks, which may still use the store', async () => {
    const python = await client();
    const never = gate();
    python.registerFunction('never', () => never.passed);
    await rejection(python.call('limits', 'cleanup', ['never'], { timeout: 50 }));
    await useEveryLane(python);
    await expect.poll(() => python.state.get('cleaned up')).toBe(true);
    never.open();
  });

  it('ends the chains of a client that closes', async () => {
    const python = await client();
    const never = gate();
    const asked = gate();
    python.registerFunction('never', () => {
      asked.open();
      return never.passed;
    });
    const call = rejection(python.call('limits', 'ask', ['never']));
    await asked.passed;
    await python.close({ timeout: 0 });
    expect(await call).toMatchObject({ code: 'ERR_PYLOOM_CLOSED' });
    await useEveryLane(await client());
    never.open();
  });
});
