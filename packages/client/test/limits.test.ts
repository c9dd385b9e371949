import { beforeAll, describe, expect, it } from 'vitest';
import { createPython, PythonTimeoutError } from '../src/index';
import { clientForFile, eventually, helpers, inProcesses, rejection } from './support/client';

const py = await clientForFile();
beforeAll(() => py.defineModule('helpers', helpers));

/** How long something that is started takes to fail, in milliseconds. */
async function timed(start: () => Promise<unknown>): Promise<[elapsed: number, error: unknown]> {
  const began = performance.now();
  const error = await rejection(start());
  return [performance.now() - began, error];
}

describe('a time limit', () => {
  it.each([
    ['a busy loop', () => py.call('helpers', 'busy', [30], { timeout: 50 })],
    ['code that swallows Exception', () => py.call('helpers', 'stubborn', [30], { timeout: 50 })],
    ['a sleep in C', () => py.call('time', 'sleep', [2], { timeout: 50 })],
    ['a coroutine', () => py.call('asyncio', 'sleep', [30], { timeout: 50 })],
    ['an awaitable on a worker lane', () => py.eval('__import__("asyncio").sleep(30)', {}, { timeout: 50 })],
    ['exec', () => py.exec('while True: pass', { timeout: 50 })],
    ['eval', () => py.eval('[0 for _ in iter(int, 1)]', {}, { timeout: 50 })],
  ])('settles on time for %s, and the next call is right', async (_, start) => {
    const [elapsed, error] = await timed(start);
    expect(error).toBeInstanceOf(PythonTimeoutError);
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT', timeout: 50 });
    expect(elapsed).toBeGreaterThan(45);
    // The sleep in C takes two seconds, all else would take half a minute or never end.
    expect(elapsed).toBeLessThan(2000);
    expect(await py.eval('1 + 1')).toBe(2);
  });

  it('interrupts that very call, fifty times over', async () => {
    for (let round = 0; round < 50; round++) {
      expect(await rejection(py.exec('while True: pass', { timeout: 20 }))).toBeInstanceOf(
        PythonTimeoutError,
      );
      expect(await py.eval('1 + 1')).toBe(2);
    }
  });

  it.each([
    ['runs the finally blocks of', 'def', 'while True: pass', 'finally'],
    [
      'reaches as its CancelledError',
      'async def',
      'await asyncio.sleep(60)',
      'except asyncio.CancelledError',
    ],
  ])('%s what it interrupts (%s)', async (_, kind, work, clause) => {
    await py.exec(`
import asyncio, pyloom
${kind} work():
    try:
        pyloom.state_incr('begun')
        ${work}
    ${clause}:
        pyloom.state_incr('ended')
`);
    py.state.clear();
    const controller = new AbortController();
    const call = rejection(py.call('__main__', 'work', [], { signal: controller.signal }));
    await eventually(() => py.state.has('begun'), 'it runs');
    controller.abort(new Error('enough'));
    expect((await call).message).toBe('enough');
    await eventually(() => py.state.get('ended') === 1, 'its last clause has run');
  });

  it('says nothing about an interrupt that a destructor swallows, and interrupts again', async () => {
    const out: string[] = [];
    const other = await createPython({ stderr: (text) => out.push(text) });
    await other.exec(`
class Endless:
    def __del__(self):
        while True:
            pass
def work():
    Endless()
    while True:
        pass
`);
    await rejection(other.call('__main__', 'work', [], { timeout: 20 }));
    await eventually(() => other.stats().lanes.every(({ busy }) => !busy), 'it has ended');
    await other.close();
    expect(out).toEqual([]);
  });

  it('does not hold up the other coroutines of its loop', async () => {
    const others = Array.from({ length: 20 }, (_, i) => py.call('helpers', 'later', [i, 0.2]));
    await rejection(py.call('asyncio', 'sleep', [30], { timeout: 20 }));
    expect(await Promise.all(others)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it.skipIf(inProcesses)('gives up lanes that are stuck in C, and goes on with fresh ones', async () => {
    const stuck = Array.from({ length: 8 }, () => py.call('time', 'sleep', [3], { timeout: 50 }));
    for (const outcome of await Promise.allSettled(stuck)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_PYLOOM_TIMEOUT' } });
    }
    const [elapsed] = await Promise.all([
      (async () => {
        const start = performance.now();
        for (let i = 0; i < 10; i++) expect(await py.call('math', 'sqrt', [i * i])).toBe(i);
        return performance.now() - start;
      })(),
    ]);
    expect(elapsed).toBeLessThan(2000);
  });
});

describe('a signal', () => {
  it('aborts what runs', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const call = py.call('helpers', 'busy', [30], { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 30);
    expect(await rejection(call)).toBe(reason);
    expect(await py.eval('2 + 2')).toBe(4);
  });

  it('that is aborted already runs nothing', async () => {
    await py.exec('ran = 0');
    const signal = AbortSignal.abort('no');
    await expect(py.exec('ran += 1', { signal })).rejects.toBe('no');
    await expect(py.call('math', 'sqrt', [1], { signal })).rejects.toBe('no');
    await expect(py.eval('1', {}, { signal })).rejects.toBe('no');
    await expect(py.stream('builtins', 'range', [3], { signal }).next()).rejects.toBe('no');
    expect(await py.parallel([['math', 'sqrt', [1]]], { signal })).toEqual([
      { status: 'rejected', reason: 'no' },
    ]);
    expect(await py.eval('ran')).toBe(0);
  });

  it('takes calls out of their queue', async () => {
    const controller = new AbortController();
    await py.exec(`
import time, pyloom
def start():
    pyloom.state_incr('started')
    time.sleep(0.2)
`);
    const calls = Array.from({ length: 40 }, () =>
      py.call('__main__', 'start', [], { signal: controller.signal }),
    );
    await eventually(() => py.state.has('started'), 'one has started');
    controller.abort('enough');
    await Promise.allSettled(calls);
    const started = Number(py.state.get('started'));
    expect(started).toBeGreaterThan(0);
    expect(started).toBeLessThan(40);
  });
});

describe('afterwards', () => {
  it('the gauges are back at 0', async () => {
    await eventually(() => py.stats().running === 0 && py.semaphore.current === 0, 'gauges at 0');
    expect(py.stats()).toMatchObject({ running: 0, queued: 0 });
    expect(py.semaphore.waiting).toBe(0);
  });
});
