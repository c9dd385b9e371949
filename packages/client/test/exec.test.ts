import { describe, expect, it } from 'vitest';
import type { Python, PythonContext } from '../src/index';
import { clientForFile, rejection } from './support/client';

const py = await clientForFile();
const context = await py.context();

const scopes: [string, Python | PythonContext][] = [
  ['a client', py],
  ['a context', context],
];

describe.each(scopes)('exec of %s', (_, scope) => {
  it('defines its variables, for good', async () => {
    await scope.exec('y = x + 1\ndef f(): return x', { x: 41 });
    expect(await scope.eval('[x, y, f()]')).toEqual([41, 42, 41]);
    await scope.exec('x += 1');
    expect(await scope.eval('f()')).toBe(42);
  });

  it('takes variables and options', async () => {
    await scope.exec('z = timeout', { timeout: 7 }, { timeout: 60_000 });
    expect(await scope.eval('z')).toBe(7);
    await scope.exec('z = timeout', { timeout: 8 }, {});
    expect(await scope.eval('z')).toBe(8);
    const error = await rejection(scope.exec('while go: pass', { go: true }, { timeout: 30 }));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT' });
  });

  it('takes options alone, as before', async () => {
    expect(await rejection(scope.exec('while True: pass', { timeout: 30 }))).toMatchObject({
      code: 'ERR_PYLOOM_TIMEOUT',
    });
    expect(await rejection(scope.exec('1', { timeout: -1 }))).toBeInstanceOf(RangeError);
    const reason = new Error('no more');
    expect(await rejection(scope.exec('1', { signal: AbortSignal.abort(reason) }))).toBe(reason);
    await scope.exec('1', {});
  });

  it('asks what is meant where it could be either', async () => {
    const error = await rejection(scope.exec('1', { timeout: 5, x: 1 }));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    expect(error.message).toContain('exec(code, variables, options)');
  });

  it('names a variable that cannot cross, or that is no name', async () => {
    expect(await rejection(scope.exec('1', { a: [Symbol('x')] }))).toMatchObject({
      code: 'ERR_PYLOOM_CONVERSION',
      path: 'locals.a[0]',
    });
    expect(await rejection(scope.exec('1', { 'a b': 1 }))).toMatchObject({ type: 'ValueError' });
  });

  it('takes text that is indented as a whole, and eval does', async () => {
    await scope.exec(`
      def lines():
          return """one
      two"""
      count = len(lines())
    `);
    expect(await scope.eval('lines()')).toBe('one\n      two');
    expect(
      await scope.eval(
        `
          sum([
            n,
            count,
          ])
        `,
        { n: 1 },
      ),
    ).toBe(14);
    const error = await rejection(
      scope.exec(`
        a = 1
        b = a / 0
      `),
    );
    expect(error.traceback).toMatch(/line 3, in <module>\n {4}b = a \/ 0\n/);
  });
});

it('execSync takes variables and indented text, too', async () => {
  py.execSync('\n    s = t * 2\n  ', { t: 4 });
  expect(py.evalSync('\n    s\n  ')).toBe(8);
  expect(() => py.execSync('1', [] as never)).toThrow('locals must be an object');
});

it('modules and preloads may be indented', async () => {
  await py.defineModule(
    'indented',
    `
      def answer():
          return 42
    `,
  );
  expect(await py.call('indented', 'answer')).toBe(42);
});
