import { describe, expect, it } from 'vitest';
import { kwargs, type PyRef, type Python, type PythonContext } from '../src/index';
import { clientForFile, rejection } from './support/client';

const py = await clientForFile();
const context = await py.context();
const ref = await py.eval<PyRef>('__import__("decimal").Decimal(1)');

/** Names and values that are no plain object: what they stand for would be dropped without a word. */
class Settings {
  a = 1;
  get b() {
    return 2;
  }
}
const others: Record<string, unknown> = {
  'a Map': new Map([['a', 1]]),
  'a Set': new Set(['a']),
  'an instance of a class': new Settings(),
  URLSearchParams: new URLSearchParams('a=1'),
  'a PyRef': ref,
  'an array': [['a', 1]],
};

/** Every way of calling. The values are wrong on purpose. */
// biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
type Wrong = any;
type Call = (wrong: Wrong) => unknown;
const waysFor = (scope: Python | PythonContext): Record<string, Call> => ({
  call: (wrong) => scope.call('builtins', 'dict', [], { kwargs: wrong }),
  'options of call': (wrong) => scope.call('builtins', 'dict', [], wrong),
  eval: (wrong) => scope.eval('1', wrong),
  'options of eval': (wrong) => scope.eval('1', {}, wrong),
  'options of exec': (wrong) => scope.exec('1', {}, wrong),
  stream: (wrong) => scope.stream('builtins', 'dict', [], { kwargs: wrong }),
  'options of stream': (wrong) => scope.stream('builtins', 'dict', [], wrong),
  streamEval: (wrong) => scope.streamEval('[]', wrong),
  'options of streamEval': (wrong) => scope.streamEval('[]', {}, wrong),
});
const ways: Record<string, Call> = {
  ...waysFor(py),
  ...Object.fromEntries(
    Object.entries(waysFor(context)).map(([name, call]) => [`${name} of a context`, call]),
  ),
  parallel: (wrong) => py.parallel([['builtins', 'dict', [], wrong]]),
  'options of parallel': (wrong) => py.parallel([], wrong),
  func: (wrong) => py.func('builtins', 'dict').with({ kwargs: wrong })(),
  'func with more': (wrong) => py.func('builtins', 'dict').with({ kwargs: wrong })(kwargs({ b: 1 })),
  'options of func': (wrong) => py.func('builtins', 'dict').with(wrong)(kwargs({ b: 1 })),
  callSync: (wrong) => py.callSync('builtins', 'dict', [], { kwargs: wrong }),
  'options of callSync': (wrong) => py.callSync('builtins', 'dict', [], wrong),
  evalSync: (wrong) => py.evalSync('1', wrong),
  'a reference': (wrong) => ref.quantize.$call([ref], { kwargs: wrong }),
  'options of a reference': (wrong) => ref.quantize.$call([ref], wrong),
  'kwargs()': (wrong) => kwargs(wrong),
  'options of context': (wrong) => py.context(wrong),
  'options of configureLogging': (wrong) => py.configureLogging(wrong),
  'options of close': (wrong) => py.close(wrong),
};

describe.each(Object.keys(ways))('%s', (way) => {
  it.each(Object.keys(others))('refuses %s', async (kind) => {
    const call = ways[way] as Call;
    const error = await rejection((async () => call(others[kind]))());
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    expect(error.message).toMatch(/must be an? (object|array)/);
  });
});

it('tells how a Map becomes one', async () => {
  const wrong = { kwargs: new Map([['a', 1]]) as Wrong };
  expect((await rejection(py.call('builtins', 'dict', [], wrong))).message).toContain(
    'Object.fromEntries(map)',
  );
});

it('takes objects without a prototype', async () => {
  const values = Object.assign(Object.create(null), { a: 1 });
  expect(await py.call('builtins', 'dict', [], { kwargs: values })).toEqual({ a: 1 });
  expect(await py.eval('a', values)).toBe(1);
});
