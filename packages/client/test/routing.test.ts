import { beforeAll, describe, expect, it } from 'vitest';
import { clientForFile, eventually, helpers, rejection } from './support/client';

const py = await clientForFile();
const isolated = py.executionMode === 'subinterp';
/** A module of the standard library that refuses sub-interpreters, in 3.12 and later alike. */
const refusing = 'readline';

beforeAll(() => py.defineModule('helpers', helpers));

describe('__main__', () => {
  it('is the same in all modes and wherever the call comes from', async () => {
    await py.exec(
      'import sys\nmarker = object()\ndef same(): return marker is sys.modules["__main__"].marker',
    );
    expect(await Promise.all(Array.from({ length: 20 }, () => py.call('__main__', 'same')))).toEqual(
      Array(20).fill(true),
    );
    expect(py.callSync('__main__', 'same')).toBe(true);
  });
});

describe.runIf(isolated)('a module that refuses sub-interpreters', () => {
  it('runs at home without the caller noticing, and is remembered', async () => {
    const lines = await Promise.all([1, 2, 3].map(() => py.call(refusing, 'get_history_length')));
    expect(lines).toEqual([-1, -1, -1]);
    expect(py.stats().homeModules).toContain(refusing);
    expect(await py.call(refusing, 'get_history_length')).toBe(-1);
  });

  it('takes the module that imports it along', async () => {
    await py.defineModule(
      'wrapper',
      `import ${refusing}\nimport _pyloom_core\ndef where(): return _pyloom_core.interpreter_id()`,
    );
    expect(await py.call('wrapper', 'where')).toBe(0);
    expect(py.stats().homeModules).toContain('wrapper');
    await py.defineModule(
      'wrapper',
      'import _pyloom_core\ndef where(): return _pyloom_core.interpreter_id()',
    );
    expect(await py.call('wrapper', 'where')).toBeGreaterThan(0);
    expect(py.stats().homeModules).not.toContain('wrapper');
  });

  it('is not called twice when the refusal comes from inside a function', async () => {
    await py.defineModule(
      'lazy',
      `count = 0\ndef run():\n    global count\n    count += 1\n    import curses\n    return count`,
    );
    const error = await rejection(py.call('lazy', 'run'));
    expect(error).toMatchObject({ type: 'ImportError' });
    expect(error.pythonMessage).toContain('does not support loading in subinterpreters');
    expect(error.pythonMessage).toContain('homeModules');
    // The next one runs where it can be had, in that interpreter's copy of the module.
    expect(await py.call('lazy', 'run')).toBe(1);
    expect(py.stats().homeModules).toContain('lazy');
  });

  it('can be streamed and imported', async () => {
    await py.defineModule(
      'home_stream',
      `import ${refusing}\ndef numbers(n):\n    yield from range(n)\nasync def later(n):\n    for i in range(n):\n        yield i`,
    );
    const items: unknown[] = [];
    for await (const item of py.stream('home_stream', 'numbers', [3])) items.push(item);
    for await (const item of py.stream('home_stream', 'later', [2])) items.push(item);
    expect(items).toEqual([0, 1, 2, 0, 1]);
    const module = await py.import('home_stream');
    expect(await module.__name__).toBe('home_stream');
  });

  it('in a context is an error that says what to do, and works in one at home', async () => {
    await using context = await py.context();
    for (const attempt of [
      context.call(refusing, 'get_history_length'),
      context.exec(`import ${refusing}`),
      context.eval(`__import__('${refusing}')`),
    ]) {
      const error = await rejection(attempt);
      expect(error).toMatchObject({ type: 'ImportError' });
      expect(error.message).toContain('context({ home: true })');
    }
    await using home = await py.context({ home: true });
    expect(await home.call(refusing, 'get_history_length')).toBe(-1);
  });
});

describe('a coroutine function', () => {
  it('runs on an event loop, in the interpreter of its kind', async () => {
    await py.exec('import asyncio, _pyloom_core\nasync def where(): return _pyloom_core.interpreter_id()');
    expect(await py.call('__main__', 'where')).toBe(0);
    await py.defineModule(
      'somewhere',
      'import _pyloom_core\nasync def where(): return _pyloom_core.interpreter_id()',
    );
    const where = await py.call<number>('somewhere', 'where');
    expect(where > 0).toBe(isolated);
  });

  it('may become a plain function when its module is defined anew', async () => {
    await py.defineModule('changing', 'async def f(): return "coroutine"');
    expect(await py.call('changing', 'f')).toBe('coroutine');
    await py.defineModule('changing', 'def f(): return "plain"');
    expect(await py.call('changing', 'f')).toBe('plain');
  });
});

describe('ten thousand coroutines', () => {
  it('sleep side by side', async () => {
    const { semaphore } = py;
    const before = semaphore.max;
    semaphore.setMax(10_000);
    const start = performance.now();
    await Promise.all(Array.from({ length: 10_000 }, () => py.call('asyncio', 'sleep', [0.1])));
    expect(performance.now() - start).toBeLessThan(15_000);
    semaphore.setMax(before);
    expect(semaphore.current).toBe(0);
  });
});

describe('the lanes', () => {
  it('are idle when nothing runs', async () => {
    await eventually(
      () => py.stats().lanes.every(({ busy, waiting }) => !busy && !waiting),
      'all lanes are idle',
    );
    expect(py.stats().lanes.length).toBeGreaterThan(0);
  });
});
