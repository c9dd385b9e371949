import { beforeAll, describe, expect, it } from 'vitest';
import { isPyloomError, PythonError } from '../src/index';
import { clientForFile, helpers, rejection } from './support/client';

const py = await clientForFile();
beforeAll(() => py.defineModule('helpers', helpers));

describe('call', () => {
  it('calls a function of a module, which is imported on first use', async () => {
    expect(await py.call('math', 'sqrt', [16])).toBe(4);
    expect(await py.call('os.path', 'join', ['a', 'b'])).toBe('a/b');
  });

  it('passes keyword arguments, and leaves undefined ones out', async () => {
    expect(await py.call('helpers', 'echo', [1], { kwargs: { a: 2, b: undefined } })).toEqual([
      [1],
      { a: 2 },
    ]);
    expect(await py.call('builtins', 'sorted', [[3, 1, 2]], { kwargs: { reverse: true } })).toEqual([
      3, 2, 1,
    ]);
  });

  it('gives built-ins that look at their caller the namespace of __main__', async () => {
    expect(await py.call('builtins', 'eval', ['[__name__, 6 * 7]'])).toEqual(['__main__', 42]);
    expect(await py.call('builtins', 'eval', ['n + 1', { n: 1 }])).toBe(2);
    expect(await py.call('builtins', 'exec', ['1 + 1'])).toBe(null);
    expect(await py.call('builtins', 'dir')).toContain('__name__');
    expect(await py.call('builtins', 'dir', [1])).toContain('bit_length');
    for (const name of ['globals', 'locals', 'vars']) {
      expect(await py.call('builtins', name)).toMatchObject({ __name__: '__main__' });
    }
    expect(py.callSync('builtins', 'eval', ['__name__'])).toBe('__main__');
  });

  it('follows dotted names', async () => {
    expect(await py.call('datetime', 'datetime.now.__name__.upper')).toBe('NOW');
    expect(await py.call('json', 'JSONEncoder.__name__.lower')).toBe('jsonencoder');
  });

  it('awaits what can be awaited', async () => {
    expect(await py.call('helpers', 'later', ['value'])).toBe('value');
    expect(await py.call('helpers', 'awaitable', ['value'])).toBe('value');
    expect(await py.call('functools', 'partial', ['x'].slice(1), {}).catch((e) => e.type)).toBe('TypeError');
  });

  it('knows __main__ as what exec defined', async () => {
    await py.exec('def add(a, b=10):\n    return a + b\nasync def slow_add(a, b):\n    return a + b');
    expect(await py.call('__main__', 'add', [1])).toBe(11);
    expect(await py.call('__main__', 'slow_add', [1, 2])).toBe(3);
    await py.exec('def slow_add(a, b):\n    return -1');
    expect(await py.call('__main__', 'slow_add', [1, 2])).toBe(-1);
  });

  it('has one namespace for exec and eval, wherever they run', async () => {
    await py.exec('seen = []');
    await Promise.all(Array.from({ length: 20 }, (_, i) => py.exec(`seen.append(${i})`)));
    expect(await py.eval('sorted(seen)')).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});

describe('an error', () => {
  it('arrives with its type, message, traceback and notes', async () => {
    await py.exec('def broken(text):\n    raise LookupError(text)');
    const error = await rejection(py.call('__main__', 'broken', ['gone']));
    expect(error).toBeInstanceOf(PythonError);
    expect(isPyloomError(error)).toBe(true);
    expect(error).toMatchObject({
      name: 'PythonError',
      code: 'ERR_PYLOOM_PYTHON',
      message: 'LookupError: gone',
      type: 'LookupError',
      module: 'builtins',
      pythonMessage: 'gone',
      notes: [],
    });
    expect(error.traceback).toMatch(
      /^Traceback \(most recent call last\):\n {2}File "<exec \d+>", line 2, in broken\n {4}raise LookupError\(text\)\nLookupError: gone\n$/,
    );
  });

  it('shows where in JavaScript the call was made', async () => {
    async function ordersOfToday() {
      return await py.call('helpers', 'fail');
    }
    const error = await rejection(ordersOfToday());
    expect(error.stack).toMatch(/^PythonError: ValueError: no\n\s+at (async )?ordersOfToday/);
    expect(error.stack).toContain('calls.test');
  });

  it('has the exception that it was raised from as its cause', async () => {
    await py.exec(`
def chained():
    try:
        {}['key']
    except KeyError as error:
        raise RuntimeError('outer') from error
`);
    const error = await rejection(py.call('__main__', 'chained'));
    expect(error.cause).toMatchObject({ type: 'KeyError', pythonMessage: "'key'" });
    expect(error.traceback).toContain('The above exception was the direct cause');
  });

  it('of a module that is not there says so', async () => {
    const error = await rejection(py.call('no_such_module', 'f'));
    expect(error).toMatchObject({
      type: 'ModuleNotFoundError',
      pythonMessage: "No module named 'no_such_module'",
    });
    expect(error.traceback).not.toContain('pyloom/_');
  });

  it('of a function that is not there says so', async () => {
    expect(await rejection(py.call('math', 'sqare'))).toMatchObject({ type: 'AttributeError' });
  });

  it('does not disturb the next call', async () => {
    const calls = Array.from({ length: 50 }, (_, i) =>
      i % 2 === 0 ? py.call('helpers', 'fail').catch(() => 'failed') : py.call('math', 'sqrt', [i * i]),
    );
    expect(await Promise.all(calls)).toEqual(
      Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 'failed' : i)),
    );
  });

  it('of SystemExit and KeyboardInterrupt is only that', async () => {
    expect(await rejection(py.exec('raise SystemExit(3)'))).toMatchObject({ type: 'SystemExit' });
    expect(await rejection(py.exec('raise KeyboardInterrupt'))).toMatchObject({ type: 'KeyboardInterrupt' });
    expect(await py.eval('1 + 1')).toBe(2);
  });
});

describe('eval', () => {
  it('gives the value of an expression', async () => {
    expect(await py.eval('[1, "a", None, True, 1.5]')).toEqual([1, 'a', null, true, 1.5]);
  });

  it('shows locals to comprehensions and lambdas, and forgets them', async () => {
    expect(await py.eval('[x + n for x in range(3)]', { n: 10 })).toEqual([10, 11, 12]);
    expect(await py.eval('(lambda: n)()', { n: 10 })).toBe(10);
    expect(await rejection(py.eval('n'))).toMatchObject({ type: 'NameError' });
  });

  it('names the local that cannot cross', async () => {
    const error = await rejection(py.eval('n', { n: { deep: [Symbol('x')] } }));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_CONVERSION', path: 'locals.n.deep[0]' });
  });

  it('awaits what can be awaited', async () => {
    expect(await py.eval("__import__('asyncio').sleep(0.001, 'slept')")).toBe('slept');
  });

  it('rejects for a syntax error', async () => {
    const error = await rejection(py.eval('1 +'));
    expect(error).toMatchObject({ type: 'SyntaxError' });
    expect(error.traceback).toContain('1 +');
  });
});

describe('exec', () => {
  it('resolves with undefined', async () => {
    expect(await py.exec('x = 1')).toBeUndefined();
  });

  it('names the line of a mistake', async () => {
    const error = await rejection(py.exec('a = 1\nb = a / 0\n'));
    expect(error.traceback).toMatch(/line 2, in <module>\n {4}b = a \/ 0\n/);
  });
});

describe('wrong arguments', () => {
  // biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
  const wrong = py as any;
  it.each([
    [() => wrong.call(), 'module'],
    [() => wrong.call('math'), 'name'],
    [() => wrong.call('math', 'sqrt', 16), 'args must be an array of arguments, not 16'],
    [() => wrong.call('math', 'sqrt', [16], { timeOut: 1 }), "Unknown key 'timeOut'"],
    [() => wrong.eval(5), 'expression must be a string, not 5'],
    [() => wrong.eval('1', [1]), 'locals must be an object'],
    [() => wrong.exec(null), 'code must be a string, not null'],
    [() => wrong.parallel('x'), 'calls must be an array'],
    [() => wrong.context({ main: true }), "Unknown key 'main'"],
    [() => wrong.defineModule('a-b', ''), "not 'a-b'"],
    [() => wrong.defineModule('a', 5), 'source must be a string, not 5'],
    [() => wrong.reload(5), 'module must be a string'],
    [() => wrong.gc(7), 'generation must be 0, 1 or 2, not 7'],
    [() => wrong.import(''), "not ''"],
  ] as [() => Promise<unknown>, string][])('reject, never throw: %s', async (action, message) => {
    const error = await rejection(action());
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    expect(error.message).toContain(message);
  });
});
