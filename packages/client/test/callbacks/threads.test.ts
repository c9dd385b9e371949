import { expect, it } from 'vitest';
import { Barrier, gate } from './support/barrier';
import { inEveryMode } from './support/clients';

const source = `
import pyloom
import threading
from concurrent.futures import ThreadPoolExecutor

def in_thread(name, *args):
    answers = []
    def run():
        try:
            answers.append(pyloom.call(name, *args))
        except BaseException as error:
            answers.append(type(error).__name__)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return answers[0]

def in_pool(name, count):
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda i: pyloom.call(name, i), range(count)))

def start(name):
    def run():
        for i in range(3):
            pyloom.call(name, i)
    threading.Thread(target=run).start()

def tasks(name, threads, count, calls):
    wrong = []
    def work(thread):
        for task in range(count):
            for call in range(calls):
                expected = f'{thread}/{task}/{call}'
                answer = pyloom.call(name, thread, task, call)
                if answer != expected:
                    wrong.append([expected, answer])
    workers = [threading.Thread(target=work, args=(i,)) for i in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return wrong

def tasks_here(name, thread, count, calls):
    for task in range(count):
        for call in range(calls):
            assert pyloom.call(name, thread, task, call) == f'{thread}/{task}/{call}'

def square(n):
    return n * n

def has(name):
    return hasattr(pyloom, name)

def unknown_in_thread():
    return in_thread('nobody')
`;

inEveryMode((open) => {
  async function client(options = {}) {
    const python = await open(options);
    await python.defineModule('threads', source);
    return python;
  }

  it('answers a Python thread, with sync and async functions', async () => {
    const python = await client();
    python.registerFunction('sync', (n: number) => n + 1);
    python.registerFunction('async', async (n: number) => n + 2);
    expect(await python.call('threads', 'in_thread', ['sync', 1])).toBe(2);
    expect(await python.call('threads', 'in_thread', ['async', 1])).toBe(3);
    expect(await python.call('threads', 'unknown_in_thread')).toBe('UnknownFunctionError');
  });

  it('answers a thread pool whose callbacks meet each other', async () => {
    const python = await client();
    const barrier = new Barrier(8);
    python.registerFunction('meet', (n: number) => barrier.arrive().then(() => n));
    expect(await python.call('threads', 'in_pool', ['meet', 8])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('answers a thread whose lane is idle', async () => {
    const python = await client();
    const done = gate();
    const seen: number[] = [];
    const started = gate();
    python.registerFunction('note', async (i: number) => {
      await started.passed;
      seen.push(i);
      if (i === 2) done.open();
    });
    await python.call('threads', 'start', ['note']);
    started.open();
    await done.passed;
    expect(seen).toEqual([0, 1, 2]);
  });

  it('goes from a thread to a host function to eval', async () => {
    const python = await client();
    python.registerFunction('evaluate', (n: number) => python.eval(`${n} * 2`));
    python.registerFunction('square', (n: number) => python.call('threads', 'square', [n]));
    expect(await python.call('threads', 'in_thread', ['evaluate', 21])).toBe(42);
    expect(await python.call('threads', 'in_thread', ['square', 4])).toBe(16);
  });

  it('finds a lane for what threads ask for while every lane waits for its thread', async () => {
    const python = await client({ maxConcurrent: 24 });
    const barrier = new Barrier(8);
    python.registerFunction('square', async (n: number) => {
      await barrier.arrive();
      return python.call('threads', 'square', [n]);
    });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => python.call('threads', 'in_thread', ['square', n])),
    );
    expect(answers).toEqual([0, 1, 4, 9, 16, 25, 36, 49]);
    python.registerFunction('deep', async (n: number) =>
      n === 0 ? 'bottom' : python.call('threads', 'in_thread', ['deep', n - 1]),
    );
    expect(await python.call('threads', 'in_thread', ['deep', 10])).toBe('bottom');
  });

  it('gives every answer to its asker: 8 threads, 200 tasks, 5 calls', async () => {
    const python = await client({ maxConcurrent: 8 });
    const name = (...args: number[]) => args.join('/');
    python.registerFunction('name', name);
    python.registerFunction('later', async (...args: number[]) => {
      if ((args[2] ?? 0) % 2 === 1) await new Promise((resolve) => setImmediate(resolve));
      return name(...args);
    });
    expect(await python.call('threads', 'tasks', ['name', 8, 200, 5])).toEqual([]);
    expect(await python.call('threads', 'tasks', ['later', 8, 200, 5])).toEqual([]);
    await Promise.all(
      Array.from({ length: 8 }, (_, thread) =>
        python.call('threads', 'tasks_here', ['later', thread, 200, 5]),
      ),
    );
  });
});
