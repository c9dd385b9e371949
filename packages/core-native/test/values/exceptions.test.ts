import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isPyloomError, PythonError } from '../../src';
import { python } from '../support/python';
import { collectUntil } from './collect-garbage';
import { type Mode, minor, modes, runtime, session } from './modes';

const source = `
import sys

def shallow():
    raise ValueError('shallow')

def deep(n):
    if n:
        return deep(n - 1)
    return {}['missing'
    ]

def chained():
    try:
        deep(2)
    except KeyError as error:
        raise RuntimeError('chained') from error

def context():
    try:
        shallow()
    except ValueError:
        1 / 0

def suppressed():
    try:
        shallow()
    except ValueError:
        raise OSError(2, 'gone', 'file.txt') from None

def group():
    raise ExceptionGroup('several', [ValueError('one'), ExceptionGroup('inner', [TypeError('two')])])

def syntax():
    compile('a = (1,\\nb = 2', 'made up.py', 'exec')

def recursion():
    return recursion()
`;
const functions = [
  'shallow',
  'deep',
  'chained',
  'context',
  'suppressed',
  'syntax',
  ...(minor >= 11 ? ['group'] : []),
];

await session.broadcast(runtime.functionKey('pyloom._defined', 'define'), ['raising', source], {
  remember: 'raising',
});
const folder = mkdtempSync(join(tmpdir(), 'pyloom-exceptions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function errorOf(call: () => Promise<unknown>): Promise<PythonError> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(PythonError);
    expect(isPyloomError(error) && error.code).toBe('ERR_PYLOOM_PYTHON');
    return error as PythonError;
  }
  throw new Error('it did not fail');
}

describe.each(modes)('in $name', (mode: Mode) => {
  const raised = (code: string) => errorOf(() => mode.call('make', [code]));
  const raise = (expression: string, before = '') =>
    raised(`${before}\ndef fail(): raise ${expression}\nfail()`);

  it.each(functions)('prints the traceback of %s() as Python does', async (name) => {
    const file = join(folder, 'raising.py');
    writeFileSync(file, source);
    const call = name === 'deep' ? 'deep(3)' : `${name}()`;
    const printed = execFileSync(
      python.executable,
      [
        '-c',
        `import sys, traceback; sys.path.insert(0, ${JSON.stringify(folder)}); import raising\ntry:\n  raising.${call}\nexcept BaseException as e:\n  e.__traceback__ = e.__traceback__.tb_next\n  print(''.join(traceback.format_exception(type(e), e, e.__traceback__)), end='')`,
      ],
      { encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' } },
    );
    const error = await errorOf(() => mode.run('raising', name, name === 'deep' ? [3] : []));
    const { traceback } = error;
    expect(traceback).toBe(printed.replaceAll(file, '<module raising>'));
  });

  it('tells type, module and message', async () => {
    expect(await raise('ValueError("bad", 1)')).toMatchObject({
      name: 'PythonError',
      type: 'ValueError',
      module: 'builtins',
      pythonMessage: "('bad', 1)",
      message: "ValueError: ('bad', 1)",
      notes: [],
    });
    expect(await raise('json.JSONDecodeError("bad", "doc", 2)', 'import json')).toMatchObject({
      type: 'JSONDecodeError',
      module: 'json.decoder',
      pythonMessage: 'bad: line 1 column 3 (char 2)',
    });
    expect(await raise('ValueError')).toMatchObject({ pythonMessage: '', message: 'ValueError' });
    expect(
      await raise('Outer.Inner("x")', 'class Outer:\n  class Inner(Exception): __module__ = "a.b"'),
    ).toMatchObject({ type: 'Outer.Inner', module: 'a.b' });
  });

  it.each(['äöü', '中文 😀', 'a\\0b', '\\ud800 alone', 'line\\nline'])(
    'carries the message %j whole',
    async (text) => {
      const error = await raise(`ValueError("${text}")`);
      expect(error.pythonMessage).toBe(JSON.parse(`"${text.replaceAll('\\0', '\\u0000')}"`));
    },
  );

  it('carries a huge message whole', async () => {
    const error = await raise('ValueError("中" * 1000000)');
    expect(error.pythonMessage).toBe('中'.repeat(1_000_000));
    expect(error.traceback).toContain('中'.repeat(1_000_000));
  });

  it('carries notes', async () => {
    const error = await raised(
      'e = ValueError("x")\ne.__notes__ = ["first", "zweite 中", 3]\ndef fail(): raise e\nfail()',
    );
    expect(error.notes).toEqual(['first', 'zweite 中', '3']);
    if (minor >= 11) expect(error.traceback).toMatch(/ValueError: x\nfirst\nzweite 中\n3\n$/);
    const broken = await raised('e = ValueError("x")\ne.__notes__ = 5\ndef fail(): raise e\nfail()');
    expect(broken).toMatchObject({ type: 'ValueError', pythonMessage: 'x', notes: [] });
  });

  it('has the chain of causes and contexts', async () => {
    const chained = await raised('import raising\nraising.chained()');
    expect(chained).toMatchObject({
      pythonMessage: 'chained',
      cause: { name: 'PythonError', type: 'KeyError', pythonMessage: "'missing'" },
    });
    expect(chained.cause?.cause).toBeUndefined();
    expect(chained.traceback).toContain('The above exception was the direct cause');
    const context = await raised('import raising\nraising.context()');
    expect(context).toMatchObject({ type: 'ZeroDivisionError', cause: { type: 'ValueError' } });
    expect(context.traceback).toContain('During handling of the above exception');
    const suppressed = await raised('import raising\nraising.suppressed()');
    expect(suppressed).toMatchObject({ type: 'FileNotFoundError' });
    expect(suppressed.cause).toBeUndefined();
  });

  it('ends a chain that is cyclic, or very long', async () => {
    const cyclic = await raised(
      'a = ValueError("a"); b = ValueError("b"); a.__cause__ = b; b.__cause__ = a\ndef fail(): raise a\nfail()',
    );
    expect(cyclic).toMatchObject({ pythonMessage: 'a', cause: { pythonMessage: 'b' } });
    const long = await raised(
      'e = None\nfor i in range(300):\n  n = ValueError(i); n.__cause__ = e; e = n\ndef fail(): raise e\nfail()',
    );
    expect(long).toMatchObject({ pythonMessage: '299', cause: { pythonMessage: '298' } });
  });

  it.skipIf(minor < 11)('has the members of a group in its traceback', async () => {
    const error = await raised('import raising\nraising.group()');
    expect(error).toMatchObject({
      type: 'ExceptionGroup',
      pythonMessage: 'several (2 sub-exceptions)',
      module: 'builtins',
    });
    expect(error.traceback).toContain('ValueError: one');
    expect(error.traceback).toContain('TypeError: two');
  });

  it.each([
    ['raises', 'raise OSError("inside")'],
    ['returns no str', 'return 5'],
    ['returns None', 'return None'],
    ['exits', 'raise SystemExit(3)'],
    ['never ends', 'return str(self)'],
  ])('survives an exception whose str() %s', async (_what, body) => {
    const error = await raise('Bad()', `class Bad(Exception):\n  def __str__(self): ${body}`);
    expect(error.type).toBe('Bad');
    expect(error.pythonMessage).toMatch(/unprintable Bad object|could not be described/);
  });

  it('survives an exception whose class is broken', async () => {
    const error = await raise(
      'Bad("x")',
      'class Meta(type):\n  @property\n  def __module__(self): raise OSError("no module")\nclass Bad(Exception, metaclass=Meta): pass',
    );
    expect(error).toBeInstanceOf(PythonError);
    const text = await raise(
      'Bad()',
      'class S(str):\n  def __str__(self): raise OSError\nclass Bad(Exception):\n  def __str__(self): return S("fine")',
    );
    expect(text.pythonMessage).toBe('fine');
  });

  it('takes SystemExit and KeyboardInterrupt for what they are: exceptions', async () => {
    expect(await raise('SystemExit(3)')).toMatchObject({ type: 'SystemExit', pythonMessage: '3' });
    expect(await raised('sys.exit("bye")')).toMatchObject({ type: 'SystemExit', pythonMessage: 'bye' });
    expect(await raise('KeyboardInterrupt()')).toMatchObject({ type: 'KeyboardInterrupt' });
    expect(await raise('GeneratorExit()')).toMatchObject({ type: 'GeneratorExit' });
    expect(await raise('BaseException("base")')).toMatchObject({ type: 'BaseException' });
    expect(await mode.call('make', ['1 + 1'])).toBe(2);
  });

  it('reports a stack that is full', async () => {
    const error = await raised('import raising\nraising.recursion()');
    expect(error.type).toBe('RecursionError');
    expect(error.traceback).toContain('in recursion');
    expect(await mode.call('make', ['1 + 1'])).toBe(2);
  });

  it('reports a syntax error with its place', async () => {
    const error = await raised('import raising\nraising.syntax()');
    expect(error.type).toBe('SyntaxError');
    expect(error.traceback).toContain('File "made up.py", line');
  });

  it('leaves no exception behind', async () => {
    await raise('ValueError("x")');
    expect(await mode.call('make', ['sys.exc_info()'])).toEqual([null, null, null]);
  });

  it('does not keep the frames of an exception alive', async () => {
    const code = `
class Big: pass
def fail():
    big = Big()
    kept['big'] = weakref.ref(big)
    raise ValueError('x')
fail()`;
    await raised(code);
    expect(await mode.call('make', ['gc.collect() and False or kept["big"]() is None'])).toBe(true);
  });

  it('lives as long as its errors, of which each caller of a shared call has one', async () => {
    const code = `
class Kept(Exception): pass
def fail():
    error = Kept()
    kept['error'] = weakref.ref(error)
    raise error
fail()`;
    const isAlive = () => mode.call('make', ['gc.collect() and False or kept["error"]() is not None']);
    const one = { for: undefined as unknown };
    await (async () => {
      const error = await raised(code);
      one.for = Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error));
    })();
    let looked = 0;
    await collectUntil(async () => {
      expect(await isAlive()).toBe(true);
      return ++looked === 10;
    }, 'ten looks');
    expect((one.for as PythonError).type).toBe('Kept');
    one.for = undefined;
    await collectUntil(async () => !(await isAlive()), 'the exception is gone');
  });

  it('hands back the very Error that a JavaScript function threw, and as a cause', async () => {
    const thrown = new RangeError('from JavaScript');
    session.registerHostFunction('fail', () => {
      throw thrown;
    });
    await expect(mode.call('make', ['pyloom.call("fail")'])).rejects.toBe(thrown);
    const wrapped = await raised(`
def wrap():
    try:
        pyloom.call('fail')
    except pyloom.JSError as error:
        raise ValueError(error.name, error.message) from error
wrap()`);
    expect(wrapped).toMatchObject({ type: 'ValueError', pythonMessage: "('RangeError', 'from JavaScript')" });
    expect(wrapped.cause).toBe(thrown);
    for (const odd of ['text', undefined, null, 7, { a: 1 }, Symbol('s')]) {
      session.registerHostFunction('fail', () => {
        throw odd;
      });
      let caught: unknown = 'nothing';
      await mode.call('make', ['pyloom.call("fail")']).catch((error) => {
        caught = error;
      });
      expect(caught).toBe(odd);
    }
  });
});
