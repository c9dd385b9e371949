import { expect, it } from 'vitest';
import { isPyRef, type PyRef, type PythonError } from '../src/index';
import { clientForFile, rejection } from './support/client';

const py = await clientForFile();

it('an exception tells its classes without a crossing', async () => {
  const missing = (await rejection(
    py.call('builtins', 'open', ['/nowhere/at/all']),
  )) as unknown as PythonError;
  expect(missing.bases).toEqual(['FileNotFoundError', 'OSError', 'Exception', 'BaseException', 'object']);
  expect(
    ['OSError', 'builtins.OSError', 'FileNotFoundError', 'object'].map((name) => missing.isInstance(name)),
  ).toEqual(Array(4).fill(true));
  expect(['ValueError', 'Error', 'os.OSError'].map((name) => missing.isInstance(name))).toEqual(
    Array(3).fill(false),
  );
  const wrong = (await rejection(py.call('json', 'loads', ['{']))) as unknown as PythonError;
  expect(wrong.bases.slice(0, 2)).toEqual(['json.decoder.JSONDecodeError', 'ValueError']);
  for (const name of [
    'json.decoder.JSONDecodeError',
    'json.JSONDecodeError',
    'JSONDecodeError',
    'ValueError',
  ]) {
    expect(wrong.isInstance(name), name).toBe(true);
  }
  expect(wrong.isInstance('simplejson.JSONDecodeError')).toBe(false);
});

it('an exception is at hand as long as its error, and is itself as an argument', async () => {
  await py.exec(`
kept = []
class Refused(Exception):
    def __init__(self, code): self.code = code
def refuse(code):
    error = Refused(code)
    kept.append(error)
    raise error from KeyError('cause')
def is_it(error): return error is kept[-1]
def again(error): raise error
`);
  const main = py.module('__main__');
  for (const attempt of [
    () => py.call('__main__', 'refuse', [7]),
    () => main.refuse(7),
    () => main.kept.copy().x.y,
  ]) {
    const error = (await rejection(attempt())) as unknown as PythonError & { value: PyRef };
    expect(isPyRef(error.value)).toBe(true);
    if (error.type !== 'Refused') continue;
    expect(await error.value.code).toBe(7);
    expect(await error.value.__cause__.args).toEqual(['cause']);
    expect(await main.is_it(error)).toBe(true);
    expect(await py.eval('e is kept[-1]', { e: error })).toBe(true);
    expect(await rejection(main.again(error))).toMatchObject({ type: 'Refused', value: expect.anything() });
  }
  const missing = (await rejection(py.eval("open('/nowhere')"))) as unknown as PythonError & { value: PyRef };
  expect(await missing.value.errno).toBe(2);
});
