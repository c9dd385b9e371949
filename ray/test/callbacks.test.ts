import type { LogRecord } from '@pyloom/client';
import { expect, it } from 'vitest';
import { clientForAll, describeRay, rejection } from './ray';

const source = `
import asyncio, logging, os, threading, pyloom

def pid():
    return os.getpid()

def ask(name, *args, **kwargs):
    return pyloom.call(name, *args, **kwargs)

def by_attribute(x):
    from pyloom import twice
    return [pyloom.twice(x), twice(x), pyloom.twice.__name__]

async def ask_later(*names):
    return await asyncio.gather(*(pyloom.call_async(name) for name in names))

def catch(name):
    try:
        pyloom.call(name)
    except Exception as error:
        return [type(error).__name__, getattr(error, 'name', ''), str(error)]

def from_thread(name):
    results = []
    thread = threading.Thread(target=lambda: results.append(pyloom.call(name)))
    thread.start()
    thread.join()
    return results

def apply(function, values):
    return [function(value) for value in values]

def give_back(function):
    return function

def wait_for(name):
    try:
        pyloom.call(name)
    except BaseException as error:
        pyloom.state_set('left with', type(error).__name__)
        raise

def count(key):
    pyloom.state_set(key, {'n': 1})
    return [pyloom.state_get(key), pyloom.state_incr('times'), pyloom.state_keys()]

def log(text):
    logging.getLogger('on.ray').warning(text)

@pyloom.trace('traced')
def traced():
    with pyloom.Span('inner', a=1):
        pass
`;

describeRay('JavaScript, called from a Ray', () => {
  const py = clientForAll(source);
  const call = <T>(name: string, args: unknown[] = [], options = {}) =>
    py().call<T>('ray_helpers', name, args, options);

  it('is a function by its name, with arguments and without', async () => {
    py().registerFunction('twice', (x: number) => x * 2);
    py().registerFunction('all', (...args: unknown[]) => args);
    expect(await call('ask', ['twice', 21])).toBe(42);
    expect(await call('by_attribute', [4])).toEqual([8, 8, 'twice']);
    const large = new Float64Array(100_000).fill(7);
    expect(await call('ask', ['all', 'a', large], { kwargs: { k: 1 } })).toEqual(['a', large, { k: 1 }]);
    expect(await call('from_thread', ['all'])).toEqual([[]]);
  });

  it('is awaited side by side', async () => {
    let arrived = 0;
    let open = () => {};
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    py().registerFunction('meet', async () => {
      if (++arrived === 2) open();
      await both;
      return arrived;
    });
    expect(await call('ask_later', ['meet', 'meet'])).toEqual([2, 2]);
  });

  it('calls Python in the same chain, without another permit or processor', async () => {
    py().semaphore.setMax(1);
    py().registerFunction(
      'deeper',
      async (depth: number): Promise<unknown> =>
        depth === 0 ? [] : [depth, await call('ask', ['deeper', depth - 1])],
    );
    expect(await call('ask', ['deeper', 3])).toEqual([3, [2, [1, []]]]);
    py().semaphore.setMax(5);
  });

  it('throws its very own errors through Python', async () => {
    class Odd extends Error {
      override name = 'Odd';
    }
    const thrown = new Odd('not today');
    py().registerFunction('throws', () => {
      throw thrown;
    });
    expect(await call('catch', ['throws'])).toEqual(['JSError', 'Odd', 'Odd: not today']);
    expect(await rejection(call('ask', ['throws']))).toBe(thrown);
    expect((await call<string[]>('catch', ['nobody']))[0]).toBe('UnknownFunctionError');
  });

  it('may be an argument, and comes back as itself', async () => {
    const pids = new Set<unknown>();
    const function_ = async (x: number) => {
      pids.add(await call('pid'));
      return x + 1;
    };
    expect(await call('apply', [function_, [1, 2]])).toEqual([2, 3]);
    expect(pids.size).toBeGreaterThan(0);
    expect(await call('give_back', [function_])).toBe(function_);
  });

  it('keeps state for all workers', async () => {
    expect(await call('count', ['a'])).toEqual([{ n: 1 }, 1, expect.arrayContaining(['a', 'times'])]);
    expect((await call<unknown[]>('count', ['a']))[1]).toBe(2);
    expect(py().state.get('times')).toBe(2);
  });

  it('lets go of Python when the time of its call is up', async () => {
    py().registerFunction('never', () => new Promise(() => {}));
    await expect(call('wait_for', ['never'], { timeout: 300 })).rejects.toMatchObject({
      code: 'ERR_PYLOOM_TIMEOUT',
    });
    await expect.poll(() => py().state.get('left with'), { timeout: 10_000 }).toBe('Interrupted');
  });

  it('gets logs and spans', async () => {
    const records: LogRecord[] = [];
    await py().configureLogging({ level: 'warning', handler: (record) => void records.push(record) });
    await call('log', ['careful']);
    await expect.poll(() => records).toMatchObject([{ message: 'careful', logger: 'on.ray' }]);
    await py().enableTracing();
    await call('traced');
    await expect
      .poll(() =>
        py()
          .getTraces()
          .map(({ name }) => name),
      )
      .toEqual(['inner', 'traced']);
  });
});
