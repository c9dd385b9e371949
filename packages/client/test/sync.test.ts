import { describe, expect, it } from 'vitest';
import { ConversionError, OverloadedError, PythonError } from '../src/index';
import { clientForFile, clientsForTests, inProcesses } from './support/client';

const py = await clientForFile();

describe('callSync', () => {
  it.skipIf(inProcesses)('runs on this thread, in the main interpreter', async () => {
    expect(py.callSync('math', 'sqrt', [16])).toBe(4);
    py.execSync('from threading import get_ident\nhere = get_ident()');
    expect(py.evalSync('here == get_ident()')).toBe(true);
    expect(await py.eval('here')).toBe(py.evalSync('here'));
    expect(await py.eval('get_ident() == here')).toBe(false);
  });

  it('takes keyword arguments', () => {
    expect(py.callSync('builtins', 'sorted', [[1, 2]], { kwargs: { reverse: true } })).toEqual([2, 1]);
  });

  it('throws what Python raises, with the stack of the call', () => {
    function shop() {
      return py.callSync('math', 'sqrt', [-1]);
    }
    let error: unknown;
    try {
      shop();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PythonError);
    expect((error as Error).stack).toContain('shop');
  });

  it('throws at what cannot cross', () => {
    expect(() => py.callSync('math', 'sqrt', [Symbol('x')])).toThrow(ConversionError);
    expect(() => py.evalSync('x', { x: Symbol('x') })).toThrow(/locals\.x/);
  });

  it('awaits what can be awaited', () => {
    expect(py.evalSync("__import__('asyncio').sleep(0.001, 'slept')")).toBe('slept');
  });

  it('calls host functions directly, and those call back', () => {
    py.registerFunction('twice', (n: number) => py.callSync('operator', 'mul', [n, 2]));
    expect(py.evalSync("__import__('pyloom').call('twice', 21)")).toBe(42);
    py.unregisterFunction('twice');
  });

  it('says that a host function that returns a promise needs the asynchronous call', () => {
    py.registerFunction('later', async () => 1);
    expect(() => py.evalSync("__import__('pyloom').call('later')")).toThrow(/asynchronous call/);
    py.unregisterFunction('later');
  });

  it('gives the very error back that JavaScript threw', () => {
    const error = new RangeError('from JavaScript');
    py.registerFunction('throws', () => {
      throw error;
    });
    expect(() => py.evalSync("__import__('pyloom').call('throws')")).toThrow(error);
    py.unregisterFunction('throws');
  });
});

describe('its permit', () => {
  const open = clientsForTests();

  it('is not waited for', async () => {
    const one = await open({ maxConcurrent: 1 });
    const permit = await one.semaphore.acquire();
    expect(() => one.callSync('math', 'sqrt', [1])).toThrow(OverloadedError);
    expect(() => one.evalSync('1')).toThrow(OverloadedError);
    expect(() => one.func('math', 'sqrt').sync(1)).toThrow(OverloadedError);
    permit.release();
    expect(one.callSync('math', 'sqrt', [1])).toBe(1);
    expect(one.stats()).toMatchObject({ completed: 1, overloaded: 3, running: 0 });
    expect(one.semaphore.current).toBe(0);
  });
});

describe('func(...).sync', () => {
  it('looks the function up once', () => {
    const sqrt = py.func<[number], number>('math', 'sqrt');
    expect([sqrt.sync(16), sqrt.sync(25)]).toEqual([4, 5]);
    expect(() => sqrt.sync(-1)).toThrow(/math domain error|nonnegative/);
    expect(() => (sqrt.sync as () => number)()).toThrow(PythonError);
  });

  it('takes values of every kind', () => {
    const echo = py.func<[unknown], unknown>('copy', 'deepcopy');
    for (const value of [1, 1.5, -0, true, null, 'text', [1, 'a'], { a: [1] }, 2n ** 70n, Number.NaN]) {
      expect(echo.sync(value)).toEqual(value);
    }
  });

  it('throws for a module that is not there when it is called', () => {
    const missing = py.func('no_such_module', 'f');
    expect(() => missing.sync()).toThrow("No module named 'no_such_module'");
  });
});
