import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { isPyRef } from '../../src/index';
import { rejection } from './support/barrier';
import { inEveryMode } from './support/clients';

const source = `
import pyloom

kept = []

def ask(name, *args):
    return pyloom.call(name, *args)

def ask_in_thread(name):
    import threading
    outcome = []
    def run():
        try:
            outcome.append(pyloom.call(name))
        except Exception as error:
            outcome.append([type(error).__name__, str(error)])
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return outcome[0]

def keep(function):
    kept.append(function)

def call_kept(*args):
    try:
        return kept[-1](*args)
    except (RuntimeError, pyloom.JSError) as error:
        return str(error)

def same_kept():
    return kept[-1]

def square(n):
    return n * n
`;

const worker = new URL('./support/callback-worker.mjs', import.meta.url);

/** A worker thread with a client of its own; `does` is what it does first. */
async function startWorker(mode: string, does: string) {
  const thread = new Worker(worker, { workerData: { mode, does } });
  const messages: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  thread.on('message', (message) => {
    const next = waiting.shift();
    if (next) next(message);
    else messages.push(message);
  });
  const failed = new Promise<never>((_, reject) => thread.once('error', reject));
  failed.catch(() => {});
  return {
    next: () =>
      messages.length > 0
        ? Promise.resolve(messages.shift())
        : Promise.race([new Promise((resolve) => waiting.push(resolve)), failed]),
    terminate: () => thread.terminate(),
    post: (message: unknown) => thread.postMessage(message),
  };
}

inEveryMode((open, mode) => {
  async function client() {
    const python = await open();
    await python.defineModule('workers', source);
    return python;
  }

  it('ends while Python waits for its function: the call raises, the lane lives on', async () => {
    const python = await client();
    const thread = await startWorker(mode, 'never');
    expect(await thread.next()).toBe('ready');
    // The newest client that knows the name is asked by a Python thread of its own.
    const call = python.call('workers', 'ask_in_thread', ['never_of_worker']);
    expect(await thread.next()).toBe('asked');
    await thread.terminate();
    expect(await call).toEqual([
      'RuntimeError',
      'the JavaScript thread that registered this function has ended',
    ]);
    for (let n = 0; n < 8; n++) expect(await python.call('workers', 'square', [n])).toBe(n * n);
  });

  it('ends while its own call waits for its own function', async () => {
    const python = await client();
    const thread = await startWorker(mode, 'ask_never');
    expect(await thread.next()).toBe('ready');
    expect(await thread.next()).toBe('asked');
    await thread.terminate();
    const all = Array.from({ length: 16 }, (_, n) => python.call('workers', 'square', [n]));
    expect(await Promise.all(all)).toEqual(Array.from({ length: 16 }, (_, n) => n * n));
  });

  it('lends a function to other threads for as long as it lives', async () => {
    const python = await client();
    const context = await python.context({ home: true });
    const thread = await startWorker('multi_executor', 'lend');
    expect(await thread.next()).toBe('ready');
    python.registerFunction('own', () => 1);
    // Ids of functions are per thread: the one of the worker must not be taken for one of this thread's.
    expect(await context.call('workers', 'call_kept', [20])).toBe(21);
    const reference = await context.call('workers', 'same_kept');
    expect(isPyRef(reference)).toBe(true);
    expect(await context.call('workers', 'call_kept', ['throw'])).toBe('RangeError: thrown in the worker');
    await thread.terminate();
    expect(await context.call('workers', 'call_kept', [20])).toContain('has ended');
  });

  it('throws in another thread without being mistaken for an error of this one', async () => {
    const python = await client();
    const context = await python.context({ home: true });
    python.registerFunction('fail', () => {
      throw new Error('of this thread');
    });
    await rejection(context.call('workers', 'ask', ['fail']));
    const thread = await startWorker('multi_executor', 'lend');
    expect(await thread.next()).toBe('ready');
    const error = await rejection(context.eval("__import__('workers').kept[-1]('throw now')"));
    expect(error).toMatchObject({ type: 'JSError', pythonMessage: 'RangeError: thrown in the worker' });
    await thread.terminate();
  });
});
