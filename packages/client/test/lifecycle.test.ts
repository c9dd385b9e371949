import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { ClosedError, createPython, RuntimeLoadedError, Semaphore, SharedState } from '../src/index';
import { clientsForTests, eventually, inProcesses, rejection } from './support/client';

const open = clientsForTests();

describe('close', () => {
  it('refuses new calls and lets running ones end', async () => {
    const py = await createPython();
    const running = py.call('time', 'sleep', [0.1]);
    const closed = py.close();
    for (const call of [
      py.call('math', 'sqrt', [1]),
      py.eval('1'),
      py.exec('1'),
      py.parallel([['math', 'sqrt', [1]]]).then(([o]) => {
        throw (o as PromiseRejectedResult).reason;
      }),
      py.context(),
      py.memoryStats(),
      py.gc(),
      py.defineModule('x', ''),
      py.reload('x'),
      py.import('math'),
    ]) {
      expect(await rejection(call)).toBeInstanceOf(ClosedError);
    }
    expect(() => py.callSync('math', 'sqrt', [1])).toThrow(ClosedError);
    expect(await running).toBe(null);
    await closed;
    expect(await rejection(py.enableTracing())).toBeInstanceOf(ClosedError);
    await py.close();
  });

  it('lets what it interrupts leave first, then runs atexit and flushes', async () => {
    const printed: string[] = [];
    const py = await createPython({ stdout: (text) => printed.push(text) });
    await py.exec(`
import atexit, pyloom
def loop():
    try:
        pyloom.state_set("started", True)
        while True: pass
    finally:
        print("left")
atexit.register(print, "at exit")
`);
    const call = rejection(py.call('__main__', 'loop'));
    await eventually(() => py.state.has('started'), 'the loop runs');
    await py.close({ timeout: 0 });
    expect(await call).toBeInstanceOf(ClosedError);
    expect(printed).toEqual(['left\n', 'at exit\n']);
  });

  it('interrupts the rest when the time is up', async () => {
    const py = await createPython();
    const calls = [
      py.exec('while True: pass'),
      py.call('asyncio', 'sleep', [60]),
      py.call('time', 'sleep', [2]),
    ];
    const outcomes = Promise.allSettled(calls);
    const start = performance.now();
    await py.close({ timeout: 50 });
    expect(performance.now() - start).toBeLessThan(3000);
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_PYLOOM_CLOSED' } });
    }
    expect(py.stats()).toMatchObject({ running: 0, queued: 0, aborted: 3 });
  });

  it('is what `await using` does', async () => {
    let kept: Awaited<ReturnType<typeof createPython>>;
    {
      await using py = await createPython();
      expect(await py.eval('1')).toBe(1);
      kept = py;
    }
    expect(await rejection(kept.eval('1'))).toBeInstanceOf(ClosedError);
  });

  it('runs what atexit has, once, when the last client goes', async () => {
    const state = new SharedState();
    const first = await createPython({ state });
    const second = await createPython({ state });
    await first.exec('import atexit, pyloom\natexit.register(lambda: pyloom.state_incr("ended"))');
    await first.close();
    expect(state.get('ended')).toBeUndefined();
    await second.close();
    expect(state.get('ended')).toBe(1);
    await (await createPython({ state })).close();
    expect(state.get('ended')).toBe(1);
  });

  it('may come from several worker threads at once, and leaves the others their own', async () => {
    const py = await open();
    const program = new URL('./fixtures/closing-worker.mjs', import.meta.url);
    const workers = [1, 2].map(() => new Worker(program));
    const messages = () => Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
    expect(await messages()).toEqual(['ready', 'ready']);
    const answers = messages();
    for (const worker of workers) worker.postMessage('close');
    const here = Array.from({ length: 20 }, (_, i) => py.call('math', 'sqrt', [i * i]));
    const closed = {
      ended: null,
      cut: 'ERR_PYLOOM_CLOSED',
      refused: 'ERR_PYLOOM_CLOSED',
      running: 0,
      queued: 0,
    };
    expect(await answers).toEqual([closed, closed]);
    expect(await Promise.all(here)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(await py.eval('1 + 1')).toBe(2);
  });

  it('passes on what was printed without a newline', async () => {
    const out: string[] = [];
    const py = await createPython({ stdout: (text) => out.push(text) });
    await py.exec('print("no newline", end="")');
    await py.close();
    expect(out.join('')).toBe('no newline');
  });
});

describe('another client', () => {
  it.skipIf(inProcesses)('can be made after the last was closed, and finds __main__ as it was', async () => {
    const first = await createPython();
    await first.exec('kept = "still here"');
    await first.close();
    const second = await open();
    expect(await second.eval('kept')).toBe('still here');
  });

  it.skipIf(inProcesses)('shares the runtime and has figures, state and functions of its own', async () => {
    const [one, other] = [await open(), await open()];
    one.registerFunction('who', () => 'one');
    other.registerFunction('who', () => 'other');
    await one.exec('import pyloom\ndef ask(): return [pyloom.call("who"), pyloom.state_get("k")]');
    one.state.set('k', 1);
    other.state.set('k', 2);
    expect(await one.call('__main__', 'ask')).toEqual(['one', 1]);
    expect(await other.call('__main__', 'ask')).toEqual(['other', 2]);
    expect([one.stats().completed, other.stats().completed]).toEqual([2, 1]);
  });

  it('may share semaphore and state', async () => {
    const [semaphore, state] = [new Semaphore({ max: 2 }), new SharedState()];
    const [one, other] = [await open({ semaphore, state }), await open({ semaphore, state })];
    expect(one.semaphore).toBe(other.semaphore);
    await one.exec('import pyloom; pyloom.state_set("k", [1])');
    expect(await other.eval('__import__("pyloom").state_get("k")')).toEqual([1]);
    const running = [one.call('time', 'sleep', [0.1]), other.call('time', 'sleep', [0.1])];
    expect(semaphore.current).toBe(2);
    await Promise.all(running);
  });

  it('with another python is refused', async () => {
    const py = await open();
    const others = (process.env.PYLOOM_TEST_PYTHONS ?? '')
      .split(':')
      .filter((path) => path !== '' && path !== py.executable);
    for (const python of others.slice(0, 1)) {
      const error = await rejection(createPython({ python }));
      expect(error).toBeInstanceOf(RuntimeLoadedError);
      expect(error.message).toContain(py.executable);
    }
  });

  it('can be made a hundred times', async () => {
    for (let i = 0; i < 100; i++) {
      const py = await createPython();
      expect(await py.call('math', 'sqrt', [i * i])).toBe(i);
      await py.close();
    }
  });
});

describe('host functions', () => {
  it('are reached by call, attribute and import, until unregistered', async () => {
    const py = await open();
    py.registerFunction('join', (...parts: string[]) => parts.join('-'));
    await py.exec(
      'import pyloom\nfrom pyloom import join\ndef ways(): return [pyloom.call("join", "a", "b"), pyloom.join("c"), join("d", "e")]',
    );
    expect(await py.call('__main__', 'ways')).toEqual(['a-b', 'c', 'd-e']);
    expect(py.unregisterFunction('join')).toBe(true);
    expect(py.unregisterFunction('join')).toBe(false);
    expect(await rejection(py.call('__main__', 'ways'))).toMatchObject({ type: 'UnknownFunctionError' });
    expect(await rejection(py.eval('pyloom.join'))).toMatchObject({ type: 'AttributeError' });
    expect(await rejection(py.exec('from pyloom import join'))).toMatchObject({ type: 'ImportError' });
  });

  it('get keyword arguments as a last object, only when there are some', async () => {
    const py = await open();
    py.registerFunction('args', (...args: unknown[]) => args);
    expect(await py.eval('__import__("pyloom").call("args", 1, a=2)')).toEqual([1, { a: 2 }]);
    expect(await py.eval('__import__("pyloom").call("args", 1)')).toEqual([1]);
  });

  it('give the caller the very error that they throw, unless Python catches it', async () => {
    const py = await open();
    const error = Object.assign(new RangeError('mine'), { extra: 1 });
    py.registerFunction('throws', async () => {
      throw error;
    });
    await expect(py.eval('__import__("pyloom").call("throws")')).rejects.toBe(error);
    await py.exec(`
import pyloom
def caught():
    try:
        pyloom.call('throws')
    except pyloom.JSError as error:
        return [error.name, error.message, 'lifecycle.test' in error.stack]
def chained():
    try:
        pyloom.call('throws')
    except pyloom.JSError as error:
        raise ValueError('because') from error
`);
    expect(await py.call('__main__', 'caught')).toEqual(['RangeError', 'mine', true]);
    expect((await rejection(py.call('__main__', 'chained'))).cause).toBe(error);
  });

  it('refuse the names of the module itself', async () => {
    const py = await open();
    for (const name of ['call', 'state_get', 'JSError', 'Span', '__name__']) {
      expect(() => py.registerFunction(name, () => 1), name).toThrow(
        expect.objectContaining({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' }),
      );
    }
    expect(() => py.registerFunction('', () => 1)).toThrow(/''/);
    expect(() => py.registerFunction('f', 5 as never)).toThrow(/5/);
  });

  it('may be called after the call that handed them over', async () => {
    const py = await open();
    const calls: unknown[] = [];
    await py.exec('def keep(f):\n    global kept\n    kept = f');
    await py.call('__main__', 'keep', [(n: number) => calls.push(n)]);
    await py.exec('kept(1); kept(2)');
    await eventually(() => calls.length === 2, 'both calls have come');
    expect(calls).toEqual([1, 2]);
    await py.exec('del kept');
  });
});

describe('wrong options', () => {
  it.each([
    [{ pythn: 'x' }, 'pythn'],
    [{ maxConcurrent: 0 }, 'maxConcurrent'],
    [{ mode: 'fast' }, "'fast'"],
    [{ stdout: 5 }, 'stdout'],
    [{ converters: { x: 'not a name' } }, "'x'"],
    [{ converters: [] }, 'converters'],
    [{ converters: new Map([['x', 'str']]) }, 'Object.fromEntries(map)'],
    [{ state: {} }, 'state'],
    [{ numExecutors: 1.5 }, '1.5'],
    [null, 'null'],
    // biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
  ] as [any, string][])('%o reject with an error that names them', async (options, part) => {
    const error = await rejection(createPython(options));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    expect(error.message).toContain(part);
  });

  it('name a python that is not there', async () => {
    expect(await rejection(createPython({ python: '/no/such/python' }))).toMatchObject({
      code: 'ERR_PYLOOM_PYTHON_NOT_FOUND',
    });
  });
});
