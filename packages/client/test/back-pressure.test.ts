import { describe, expect, it } from 'vitest';
import { OverloadedError, Semaphore } from '../src/index';
import { clientsForTests, eventually, helpers, rejection, turn } from './support/client';

const open = clientsForTests();

describe('every operation takes a permit', () => {
  it.each([
    ['call', (py: Awaited<ReturnType<typeof open>>) => py.call('time', 'sleep', [0.2])],
    ['eval', (py: Awaited<ReturnType<typeof open>>) => py.eval('__import__("time").sleep(0.2)')],
    ['exec', (py: Awaited<ReturnType<typeof open>>) => py.exec('import time; time.sleep(0.2)')],
    ['a coroutine', (py: Awaited<ReturnType<typeof open>>) => py.call('asyncio', 'sleep', [0.2])],
    ['parallel', (py: Awaited<ReturnType<typeof open>>) => py.parallel([['time', 'sleep', [0.2]]])],
    [
      'a stream',
      (py: Awaited<ReturnType<typeof open>>) =>
        py.streamEval('(__import__("time").sleep(0.2) for _ in range(1))').next(),
    ],
  ])('%s', async (_, start) => {
    const py = await open({ maxConcurrent: 1, acquireTimeout: 0 });
    const running = start(py);
    await turn();
    expect(py.semaphore.current).toBe(1);
    const error = await rejection(py.call('math', 'sqrt', [1]));
    expect(error).toBeInstanceOf(OverloadedError);
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_OVERLOADED', current: 1, max: 1 });
    await running;
    await eventually(() => py.semaphore.current === 0, 'the permit is back');
    expect(await py.call('math', 'sqrt', [1])).toBe(1);
  });
});

describe('the permit goes back', () => {
  it('on result, error, time limit, abort and what cannot cross', async () => {
    const py = await open({ maxConcurrent: 3 });
    await py.call('math', 'sqrt', [1]);
    await rejection(py.call('math', 'sqrt', [-1]));
    await rejection(py.call('time', 'sleep', [1], { timeout: 20 }));
    await rejection(py.call('time', 'sleep', [1], { signal: AbortSignal.timeout(20) }));
    await rejection(py.call('math', 'sqrt', [Symbol('x')]));
    await rejection(py.call('math', 'no_such_function'));
    expect(py.semaphore.current).toBe(0);
    expect(py.stats()).toMatchObject({ completed: 1, failed: 3, timedOut: 1, aborted: 1, running: 0 });
  });

  it('on close', async () => {
    const semaphore = new Semaphore({ max: 1 });
    const py = await open({ semaphore });
    const calls = [py.exec('while True: pass'), py.eval('1')];
    const outcomes = Promise.allSettled(calls);
    await turn();
    await py.close({ timeout: 10 });
    expect(await outcomes).toMatchObject([
      { status: 'rejected', reason: { code: 'ERR_PYLOOM_CLOSED' } },
      { status: 'rejected', reason: { code: 'ERR_PYLOOM_CLOSED' } },
    ]);
    expect([semaphore.current, semaphore.waiting]).toEqual([0, 0]);
  });
});

describe('a chain', () => {
  it.each([10, 100])('of depth %i needs one permit', async (depth) => {
    const py = await open({ maxConcurrent: 1, acquireTimeout: 0 });
    py.registerFunction('level', async (n: number) =>
      n === 0 ? 0 : 1 + (await py.call<number>('__main__', 'down', [n - 1])),
    );
    await py.exec("import pyloom\ndef down(n):\n    return pyloom.call('level', n)");
    expect(await py.call('__main__', 'down', [depth])).toBe(depth);
    expect(py.semaphore.current).toBe(0);
    expect(py.stats().completed).toBe(2);
  });

  it('may go back and forth between home and the interpreters', async () => {
    const py = await open({ maxConcurrent: 1, acquireTimeout: 0 });
    await py.defineModule('helpers', helpers);
    await py.defineModule('steps', "import pyloom\ndef down(n):\n    return pyloom.call('level', n)");
    await py.exec(
      "import pyloom\nhome = True\ndef down(n):\n    assert home\n    return pyloom.call('level', n)",
    );
    py.registerFunction('level', async (n: number) =>
      n === 0 ? 0 : 1 + (await py.call<number>(n % 2 === 0 ? '__main__' : 'steps', 'down', [n - 1])),
    );
    expect(await py.call('steps', 'down', [60])).toBe(60);
    py.registerFunction('coroutine', () => py.call('helpers', 'later', ['awaited']));
    expect(await py.eval("pyloom.call('coroutine')")).toBe('awaited');
  });

  it('may fan out', async () => {
    const py = await open({ maxConcurrent: 1, acquireTimeout: 0 });
    py.registerFunction('fan', async (n: number) => {
      const all = await Promise.all(
        Array.from({ length: n }, (_, i) => py.call<number>('math', 'sqrt', [i * i])),
      );
      return all.reduce((sum, each) => sum + each, 0);
    });
    expect(await py.eval("__import__('pyloom').call('fan', 50)")).toBe((49 * 50) / 2);
  });

  it('that is aborted takes its nested calls with it', async () => {
    const py = await open();
    const controller = new AbortController();
    let nested: Promise<unknown> | undefined;
    py.registerFunction('nest', () => {
      nested = py.call('time', 'sleep', [0.5]);
      setTimeout(() => controller.abort('over'), 20);
      return nested;
    });
    const outer = py.eval("__import__('pyloom').call('nest')", {}, { signal: controller.signal });
    expect(await Promise.allSettled([outer])).toEqual([{ status: 'rejected', reason: 'over' }]);
    expect(await Promise.allSettled([nested])).toEqual([{ status: 'rejected', reason: 'over' }]);
    expect(py.stats()).toMatchObject({ aborted: 1, completed: 0, running: 0 });
    expect(await py.eval('1 + 1')).toBe(2);
  });

  it('does not include the calls of a Python thread', async () => {
    const py = await open();
    py.registerFunction('note', async (n: number) => {
      await py.exec(`noted.append(${n})`);
    });
    await py.exec(`
import threading, pyloom
noted = []
def work():
    for i in range(3):
        pyloom.call('note', i)
thread = threading.Thread(target=work)
thread.start()
`);
    await eventually(() => py.eval<boolean>('not thread.is_alive()'), 'the thread has ended');
    expect(await py.eval('noted')).toEqual([0, 1, 2]);
  });
});
