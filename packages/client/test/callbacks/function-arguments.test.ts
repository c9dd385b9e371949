import { expect, it } from 'vitest';
import { gate, rejection } from './support/barrier';
import { inEveryMode } from './support/clients';
import { collected } from './support/collected';

const source = `
import threading

kept = []

def apply(function, *args, **kwargs):
    return function(*args, **kwargs)

def apply_twice(function, value):
    return function(function(value))

def keep(function):
    kept.append(function)

def call_kept(value):
    return [function(value) for function in kept]

def let_go():
    kept.clear()

def same(function):
    return function

def inside(document):
    return [item['run'](index) for index, item in enumerate(document)]

def in_thread(function, value):
    answers = []
    thread = threading.Thread(target=lambda: answers.append(function(value)))
    thread.start()
    thread.join()
    return answers[0]

def start_thread(function):
    threading.Thread(target=function, args=('from a thread',)).start()

def is_callable(function):
    return callable(function)

def broken(function, number):
    raise ValueError('before the function was called')

async def apply_async(function, value):
    return function(value)

def forever(function):
    while True:
        pass

def made_by(factory):
    return factory()('made')
`;

function references(count: number): { functions: (() => void)[]; weak: WeakRef<object>[] } {
  const functions = Array.from({ length: count }, () => () => {});
  return { functions, weak: functions.map((each) => new WeakRef(each)) };
}

/** Only that: an error's stack may hold the function. */
async function rejectionType(promise: Promise<unknown>): Promise<string> {
  const error = (await rejection(promise)) as Error & { type?: string };
  return error.type ?? error.name;
}

inEveryMode((open) => {
  async function client() {
    const python = await open({ maxConcurrent: 32 });
    await python.defineModule('function_arguments', source);
    return python;
  }
  const module = 'function_arguments';

  it('is a callable in Python, with keyword arguments as a last object', async () => {
    const python = await client();
    expect(await python.call(module, 'is_callable', [() => {}])).toBe(true);
    expect(await python.call(module, 'apply', [(...args: unknown[]) => args, 1, 'two'])).toEqual([1, 'two']);
    expect(
      await python.call(module, 'apply', [(...args: unknown[]) => args, 1], { kwargs: { three: 3 } }),
    ).toEqual([1, { three: 3 }]);
    expect(await python.call(module, 'apply_twice', [async (n: number) => n * 3, 5])).toBe(45);
    expect(
      await python.call(module, 'inside', [[{ run: (n: number) => n }, { run: (n: number) => -n }]]),
    ).toEqual([0, -1]);
    expect(await python.call(module, 'apply_async', [async (n: number) => n + 1, 1])).toBe(2);
  });

  it('may make functions', async () => {
    const python = await client();
    expect(await python.call(module, 'made_by', [() => (text: string) => `${text} here`])).toBe('made here');
  });

  it('comes back as the very function that it is', async () => {
    const python = await client();
    const fn = () => 1;
    expect(await python.call(module, 'same', [fn])).toBe(fn);
    expect(await python.call(module, 'apply', [(given: unknown) => given === fn, fn])).toBe(true);
  });

  it('may be kept and called in later calls', async () => {
    const python = await client();
    const context = await python.context();
    await context.call(module, 'keep', [(n: number) => n + 1]);
    await context.call(module, 'keep', [async (n: number) => n + 2]);
    expect(await context.call(module, 'call_kept', [10])).toEqual([11, 12]);
    await context.call(module, 'let_go');
    expect(await context.call(module, 'call_kept', [10])).toEqual([]);
  });

  it('may be called from a Python thread, also while no call is under way', async () => {
    const python = await client();
    expect(await python.call(module, 'in_thread', [async (n: number) => n * 2, 21])).toBe(42);
    const called = gate<string>();
    await python.call(module, 'start_thread', [called.open]);
    expect(await called.passed).toBe('from a thread');
  });

  it('gets Python objects as references in a thread as well', async () => {
    const python = await client();
    const called = gate<unknown>();
    python.registerFunction('keep', called.open);
    await python.exec(`
import threading, decimal
def start_with_object(function):
    threading.Thread(target=function, args=(decimal.Decimal('1.5'),)).start()
`);
    await python.call('__main__', 'start_with_object', [called.open]);
    expect(String(await called.passed)).toBe('<decimal.Decimal>');
  });

  it('is freed when Python lets go of it', async () => {
    const python = await client();
    const context = await python.context();
    const { functions, weak } = references(50);
    for (let i = 0; i < 50; i++) await context.call(module, 'keep', [functions.pop()]);
    expect(weak.filter((each) => each.deref() === undefined)).toEqual([]);
    await context.call(module, 'let_go');
    await collected(weak);
  });

  it('is freed when the call has ended', async () => {
    const python = await client();
    const { functions, weak } = references(50);
    await Promise.all(functions.map((each) => python.call(module, 'apply', [each])));
    await Promise.all(functions.map((each) => python.call(module, 'apply_async', [each, 1])));
    functions.length = 0;
    await collected(weak);
  });

  it('is freed when the call fails before Python has seen it', async () => {
    const python = await client();
    const weak: WeakRef<object>[] = [];
    // A function of its own, so that nothing is left on the stack.
    async function fail(): Promise<string[]> {
      const each = () => {};
      weak.push(new WeakRef(each));
      return [
        await rejectionType(python.call('no_such_module', 'f', [each])),
        await rejectionType(python.call(module, 'apply', [each, Symbol('cannot cross')])),
        await rejectionType(python.call(module, 'broken', [each])),
      ];
    }
    for (let i = 0; i < 20; i++) {
      expect(await fail()).toEqual(['ModuleNotFoundError', 'ConversionError', 'TypeError']);
    }
    await collected(weak);
  });

  it('is freed when the call is aborted, queued or running', async () => {
    const python = await client();
    const { functions, weak } = references(20);
    const controller = new AbortController();
    const calls = functions.map((each) =>
      python.call(module, 'forever', [each], { signal: controller.signal }),
    );
    const outcomes = Promise.allSettled(calls);
    controller.abort(new Error('enough'));
    await outcomes;
    calls.length = 0;
    functions.length = 0;
    // A free-threaded Python keeps what an interrupted frame held until its lane has moved on: a few, however many rounds.
    const hasGil = await python.eval("getattr(__import__('sys'), '_is_gil_enabled', lambda: True)()");
    await collected(weak, hasGil ? 0 : 8);
  });

  it('is freed with an answer that nobody waits for any more', async () => {
    const python = await client();
    const { functions, weak } = references(20);
    const answer = gate<(() => void)[]>();
    const controller = new AbortController();
    const asked = gate();
    python.registerFunction('functions', () => {
      asked.open();
      return answer.passed;
    });
    const call = python.eval("__import__('pyloom').call('functions')", {}, { signal: controller.signal });
    await asked.passed;
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    answer.open(functions.splice(0));
    await answer.passed.then((given) => given.splice(0));
    await collected(weak);
  });
});
