import { expect, it } from 'vitest';
import { PythonError } from '../../src';
import { rejection } from './support/barrier';
import { inEveryMode } from './support/clients';

const source = `
import pyloom

def ask(name, *args):
    return pyloom.call(name, *args)

def fields(name):
    try:
        pyloom.call(name)
    except Exception as error:
        return [type(error) is pyloom.JSError, error.name, error.message, error.stack, str(error)]

def wrap(name):
    try:
        pyloom.call(name)
    except pyloom.JSError as error:
        raise ValueError('wrapped') from error

def while_handling(name):
    try:
        raise KeyError('first')
    except KeyError:
        pyloom.call(name)

def reraise(name):
    try:
        pyloom.call(name)
    except pyloom.JSError as error:
        raise error

def keep(name):
    try:
        pyloom.call(name)
    except pyloom.JSError as error:
        return repr(error)

class Special(Exception):
    pass

def fail(text):
    raise Special(text)

def wrap_python(name):
    try:
        return pyloom.call(name)
    except Exception as error:
        raise LookupError('level ' + type(error).__name__) from error

def cannot_cross():
    pyloom.call('nothing', [1, {'deep': [object.__new__(type('Odd', (), {})), (x for x in [1])]}])

def swallow(name):
    try:
        pyloom.call(name)
    except Exception:
        return 'swallowed'
    return 'not raised'
`;

inEveryMode((open) => {
  async function client() {
    const python = await open();
    await python.defineModule('errs', source);
    return python;
  }

  it('is a JSError in Python, an Exception with name, message and stack', async () => {
    const python = await client();
    const error = new RangeError('too far');
    python.registerFunction('fail', () => {
      throw error;
    });
    expect(await python.call('errs', 'fields', ['fail'])).toEqual([
      true,
      'RangeError',
      'too far',
      error.stack,
      'RangeError: too far',
    ]);
    expect(await python.call('errs', 'swallow', ['fail'])).toBe('swallowed');
  });

  it('is the very same error for the caller when Python lets it pass', async () => {
    const python = await client();
    const error = Object.assign(new Error('mine'), { extra: { kept: true } });
    python.registerFunction('fail', () => {
      throw error;
    });
    python.registerFunction('reject', async () => {
      throw error;
    });
    expect(await rejection(python.call('errs', 'ask', ['fail']))).toBe(error);
    expect(await rejection(python.call('errs', 'ask', ['reject']))).toBe(error);
    expect(await rejection(python.call('errs', 'reraise', ['fail']))).toBe(error);
    expect(await rejection(python.call('errs', 'while_handling', ['fail']))).toBe(error);
    python.registerFunction('again', () => python.call('errs', 'ask', ['fail']));
    expect(await rejection(python.call('errs', 'ask', ['again']))).toBe(error);
  });

  it.each([
    ['a string', 'just text', 'just text'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 42, '42'],
    ['an object', { why: 'because' }, '[object Object]'],
    ['an object without a text', Object.create(null), '[object Object]'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
  ])('lets %s be thrown, too', async (_what, thrown, text) => {
    const python = await client();
    python.registerFunction('fail', () => {
      throw thrown;
    });
    const [isJsError, name, message] = (await python.call('errs', 'fields', ['fail'])) as unknown[];
    expect([isJsError, name, message]).toEqual([true, 'Error', text]);
    expect(await rejection(python.call('errs', 'ask', ['fail']))).toBe(thrown);
  });

  it('survives errors with broken properties', async () => {
    const python = await client();
    class Broken extends Error {
      override get message(): string {
        throw new Error('no message');
      }
      override get stack(): string {
        return 5 as unknown as string;
      }
    }
    const error = new Broken();
    python.registerFunction('fail', () => {
      throw error;
    });
    expect(await rejection(python.call('errs', 'ask', ['fail']))).toBe(error);
    expect(await python.call('errs', 'swallow', ['fail'])).toBe('swallowed');
  });

  it('is the cause of what Python makes of it', async () => {
    const python = await client();
    const error = new Error('the cause');
    python.registerFunction('fail', () => {
      throw error;
    });
    const wrapped = (await rejection(python.call('errs', 'wrap', ['fail']))) as PythonError;
    expect(wrapped).toBeInstanceOf(PythonError);
    expect(wrapped).toMatchObject({ type: 'ValueError', pythonMessage: 'wrapped' });
    expect(wrapped.cause).toBe(error);
  });

  it('keeps the type of a Python error from deep in a chain', async () => {
    const python = await client();
    python.registerFunction('fail', () => python.call('errs', 'fail', ['deep']));
    python.registerFunction('pass', () => python.call('errs', 'ask', ['fail']));
    const error = (await rejection(python.call('errs', 'ask', ['pass']))) as PythonError;
    expect(error).toBeInstanceOf(PythonError);
    expect(error).toMatchObject({ type: 'Special', module: 'errs', pythonMessage: 'deep' });
    expect(error.traceback).toContain('raise Special(text)');
  });

  it('has the right cause at each level', async () => {
    const python = await client();
    python.registerFunction('bottom', () => python.call('errs', 'fail', ['deep']));
    python.registerFunction('middle', async () => {
      try {
        return await python.call('errs', 'wrap_python', ['bottom']);
      } catch (error) {
        throw new TypeError('in JavaScript', { cause: error });
      }
    });
    const top = (await rejection(python.call('errs', 'wrap_python', ['middle']))) as PythonError;
    expect(top).toMatchObject({ type: 'LookupError', pythonMessage: 'level JSError' });
    const inJavaScript = top.cause as TypeError;
    expect(inJavaScript).toBeInstanceOf(TypeError);
    const middle = inJavaScript.cause as PythonError;
    expect(middle).toMatchObject({ type: 'LookupError', pythonMessage: 'level JSError' });
    expect(middle.cause).toMatchObject({ type: 'Special', pythonMessage: 'deep' });
  });

  it('names the path to an argument that cannot cross, as a TypeError', async () => {
    const python = await client();
    python.registerFunction('take', () => 1);
    python.registerFunction('give', () => [{ bad: Symbol('bad') }]);
    await python.exec(`
import pyloom
def deep_argument():
    value = []
    for _ in range(600):
        value = [value]
    try:
        pyloom.call('take', 1, value)
    except TypeError as error:
        return str(error)
`);
    expect(await python.call('__main__', 'deep_argument')).toMatch(/^args\[1\]/);
    const [isJsError, name, message] = (await python.call('errs', 'fields', ['give'])) as string[];
    expect([isJsError, name]).toEqual([true, 'ConversionError']);
    expect(message).toContain('result[0].bad');
  });

  it('does not fail the next call', async () => {
    const python = await client();
    python.registerFunction('fail', () => {
      throw new Error('once');
    });
    for (let i = 0; i < 50; i++) {
      await rejection(python.call('errs', 'ask', ['fail']));
      expect(await python.call('errs', 'swallow', ['fail'])).toBe('swallowed');
    }
  });
});
