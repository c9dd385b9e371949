import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, it } from 'vitest';
import type { Python } from '../src/index';
import { inEveryMode } from './callbacks/support/clients';

const source = `
import asyncio, decimal, logging, threading
import pyloom

kept = []

def ask():
    return pyloom.call('who')

async def ask_async():
    await asyncio.sleep(0)
    return await pyloom.call_async('who')

def ask_of(function):
    return function()

def keep(function):
    kept.append(function)

def ask_kept():
    return kept[-1]()

def ask_deep():
    return pyloom.call('deep')

def ask_each(n):
    for _ in range(n):
        yield pyloom.call('who')

def convert():
    return decimal.Decimal('1.5')

def convert_each(n):
    for _ in range(n):
        yield decimal.Decimal('1.5')

def in_thread(name, begin):
    def run():
        begin.wait()
        pyloom.call(name)
    thread = threading.Thread(target=run)
    thread.start()
    return thread

def later():
    global begin
    begin = threading.Event()
    in_thread('who_in_thread', begin)

def now():
    begin.set()

def speak():
    print('spoken')
    logging.getLogger('als').warning('logged')
    with pyloom.Span('traced'):
        pass
`;

const store = new AsyncLocalStorage<string>();
const who = () => store.getStore() ?? 'none';

inEveryMode((open) => {
  async function client(options = {}): Promise<Python> {
    return store.run('the start', async () => {
      const python = await open(options);
      python.registerFunction('who', who);
      python.registerFunction('deep', async () => `${who()}, ${await python.call('als', 'ask')}`);
      await python.defineModule('als', source);
      await python.exec(source);
      return python;
    });
  }

  const calls: Record<string, (python: Python) => unknown> = {
    call: (python) => python.call('als', 'ask'),
    'a coroutine': (python) => python.call('als', 'ask_async'),
    eval: (python) => python.eval('ask()'),
    exec: async (python) => {
      const name = `answer_${who().replace(' ', '_')}`;
      await python.exec(`${name} = ask()`);
      return python.eval(name);
    },
    func: (python) => python.func('als', 'ask')(),
    parallel: async (python) =>
      (await python.parallel([['als', 'ask']])).map((each) => (each as { value?: unknown }).value)[0],
    callSync: (python) => python.callSync('als', 'ask'),
    'func.sync': (python) => python.func('als', 'ask').sync(),
    evalSync: (python) => python.evalSync('ask()'),
    'a function argument': (python) => python.call('als', 'ask_of', [who]),
    'a function argument of callSync': (python) => python.callSync('als', 'ask_of', [who]),
    'a nested call': (python) => python.call('als', 'ask_deep').then((each) => String(each).split(', ')[1]),
    'a call of a context': async (python) => {
      await using context = await python.context();
      return await context.call('als', 'ask');
    },
  };

  it.each(Object.keys(calls))('is that of the call which a host function serves: %s', async (kind) => {
    const python = await client({ maxConcurrent: 1 });
    const call = calls[kind] as (python: Python) => unknown;
    const names = Array.from({ length: 6 }, (_, i) => `request ${i}`);
    // All but one wait for a permit: what goes on when that comes free is another's.
    const inTurn = /sync/i.test(kind);
    const ask = (name: string) => store.run(name, async () => await call(python));
    const answers: unknown[] = [];
    if (inTurn) for (const name of names) answers.push(await ask(name));
    else answers.push(...(await Promise.all(names.map(ask))));
    expect(answers).toEqual(names);
  });

  it('is that of the maker of a stream, whoever reads it', async () => {
    const python = await client();
    const stream = store.run('made', () => python.stream('als', 'ask_each', [6], { highWaterMark: 1 }));
    const items: unknown[] = [];
    await store.run('read', async () => {
      for await (const item of stream) items.push(item);
    });
    expect(new Set(items)).toEqual(new Set(['made']));
  });

  it('is that of the call for converters, of results, items and arguments', async () => {
    const seen: string[] = [];
    const python = await client({
      converters: {
        'decimal.Decimal': () => {
          seen.push(who());
          return 'converted';
        },
      },
    });
    await store.run('result', () => python.call('als', 'convert'));
    await store.run('item', async () => {
      for await (const _ of python.stream('als', 'convert_each', [2]));
    });
    store.run('sync', () => python.callSync('als', 'convert'));
    expect(seen).toEqual(['result', 'item', 'item', 'sync']);
  });

  it('is that of the later call for a function that Python has kept', async () => {
    const python = await client();
    // In the main interpreter, where there is one of everything.
    await store.run('kept', () => python.eval('keep(f)', { f: who }));
    expect(await store.run('asked', () => python.eval('ask_kept()'))).toBe('asked');
    await python.exec('kept.clear()');
  });

  it('is that of the registration outside of any call', async () => {
    const python = await client();
    let told: (name: string) => void = () => {};
    const answer = new Promise<string>((resolve) => {
      told = resolve;
    });
    store.run('registered', () => python.registerFunction('who_in_thread', () => told(who())));
    await store.run('called', () => python.eval('later()'));
    store.run('begun', () => python.evalSync('now()'));
    expect(await answer).toBe('registered');
  });

  it('is that of the registration for handlers', async () => {
    const heard = new Map<string, string>();
    const hear = (what: string) => () => void heard.set(what, who());
    const python = await client({ stdout: hear('stdout') });
    await store.run('logging', () => python.configureLogging({ handler: hear('log') }));
    await store.run('tracing', () => python.enableTracing(hear('span')));
    await store.run('called', () => python.call('als', 'speak'));
    await expect.poll(() => heard.size).toBe(3);
    expect(Object.fromEntries(heard)).toEqual({ stdout: 'the start', log: 'logging', span: 'tracing' });
  });
});
