import { expect, it } from 'vitest';
import { Barrier, rejection } from './support/barrier';
import { inEveryMode } from './support/clients';

const source = `
import functools
import pyloom
import threading

calls = 0

def down(n):
    return 0 if n == 0 else pyloom.call('deeper', n - 1) + 1

def down_through_c(n):
    if n == 0:
        return 0
    [deeper] = map(functools.partial(pyloom.call, 'deeper_through_c'), [n - 1])
    return deeper + 1

def without_end(n):
    return pyloom.call('without_end', n + 1)

def count_and_ask(asks):
    global calls
    calls += 1
    for i in range(asks):
        assert pyloom.call('ask', i) == i + 1
    return calls

def ask_and_see(value):
    global seen
    seen = value
    return pyloom.call('look')

def see():
    return [seen, threading.get_ident()]

def see_twice(value):
    global seen
    seen = value
    return [threading.get_ident(), pyloom.call('look')]

def ask_many(n):
    return pyloom.call('many', n)

def square(n):
    return n * n

def meet(n):
    return pyloom.call('meet', n)

def chain(n):
    return pyloom.call('step', n)

async def down_async(n):
    return 0 if n == 0 else await pyloom.call_async('deeper_async', n - 1) + 1

async def down_blocking(n):
    return 0 if n == 0 else pyloom.call('deeper_blocking', n - 1) + 1

class Account:
    def __init__(self, balance):
        self.balance = balance

    def pay(self, amount):
        return pyloom.call('fee', self, amount)

    def take(self, amount):
        self.balance -= amount
        return self.balance

account = Account(100)

def pay(amount):
    return account.pay(amount)
`;

inEveryMode((open) => {
  async function client(options = {}) {
    const python = await open(options);
    await python.defineModule('chains', source);
    return python;
  }

  it.each([10, 100, 1000])('goes down %i levels with one permit', async (depth) => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 0 });
    python.registerFunction('deeper', (n: number) => python.call('chains', 'down', [n]));
    expect(await python.call('chains', 'down', [depth])).toBe(depth);
    expect(python.semaphore.current).toBe(0);
  });

  // Each level costs several calls of C, of which CPython 3.12 allows no more than 1500 on a thread.
  it('goes down 1000 levels that pass through built-in functions', async () => {
    const python = await client();
    python.registerFunction('deeper_through_c', (n: number) => python.call('chains', 'down_through_c', [n]));
    expect(await python.call('chains', 'down_through_c', [1000])).toBe(1000);
  });

  it.each([10, 100])('goes down %i levels of coroutines with one permit', async (depth) => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 0 });
    python.registerFunction('deeper_async', (n: number) => python.call('chains', 'down_async', [n]));
    expect(await python.call('chains', 'down_async', [depth])).toBe(depth);
    expect(python.semaphore.current).toBe(0);
  });

  it('goes down through coroutines that block their event loops', async () => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 0 });
    python.registerFunction('deeper_blocking', (n: number) => python.call('chains', 'down_blocking', [n]));
    expect(await python.call('chains', 'down_blocking', [10])).toBe(10);
  });

  it('ends in a RecursionError when it goes down without end', async () => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 0 });
    python.registerFunction('without_end', (n: number) => python.call('chains', 'without_end', [n]));
    await expect(python.call('chains', 'without_end', [0])).rejects.toMatchObject({ type: 'RecursionError' });
    expect(await python.call('chains', 'square', [7])).toBe(49);
  });

  it('runs no Python code twice', async () => {
    const python = await client();
    python.registerFunction('ask', async (i: number) => i + 1);
    const context = await python.context();
    expect(await context.call('chains', 'count_and_ask', [20])).toBe(1);
    expect(await context.call('chains', 'count_and_ask', [20])).toBe(2);
  });

  it('finds the state of the interpreter that waits, on its thread', async () => {
    const python = await client();
    python.registerFunction('look', () => python.call('chains', 'see'));
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => [i, await python.call('chains', 'see_twice', [i])]),
    );
    for (const [, [thread, [, nestedThread]]] of outcomes as [number, [number, [number, number]]][]) {
      expect(nestedThread).toBe(thread);
    }
    await python.exec(
      'import pyloom\nseen = "main"\ndef see_main():\n    return pyloom.call("look_in_main")',
    );
    python.registerFunction('look_in_main', () => python.eval('seen'));
    expect(await python.call('__main__', 'see_main')).toBe('main');
  });

  it('sends further calls that are made at once to other lanes', async () => {
    const python = await client();
    python.registerFunction('many', (n: number) =>
      Promise.all(Array.from({ length: n }, (_, i) => python.call('chains', 'square', [i]))),
    );
    expect(await python.call('chains', 'ask_many', [50])).toEqual(
      Array.from({ length: 50 }, (_, i) => i * i),
    );
  });

  it('lets nested calls of one chain meet each other', async () => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 0 });
    const barrier = new Barrier(5);
    python.registerFunction('meet', (n: number) => barrier.arrive().then(() => n));
    python.registerFunction('many', (n: number) =>
      Promise.all(Array.from({ length: n }, (_, i) => python.call('chains', 'meet', [i]))),
    );
    expect(await python.call('chains', 'ask_many', [5])).toEqual([0, 1, 2, 3, 4]);
  });

  it('lets 20 chains wait for each other through JavaScript', async () => {
    const python = await client({ maxConcurrent: 20 });
    const barrier = new Barrier(20);
    python.registerFunction('step', async (n: number) => {
      await barrier.arrive();
      const squared = await python.call<number>('chains', 'square', [n]);
      await barrier.arrive();
      return squared;
    });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => python.call('chains', 'chain', [n])),
    );
    expect(answers).toEqual(Array.from({ length: 20 }, (_, n) => n * n));
  });

  it('runs 100 chains at once on two lanes', async () => {
    const python = await client({ maxConcurrent: 100 });
    const barrier = new Barrier(100);
    python.registerFunction('deeper', async (n: number) => {
      if (n === 5) await barrier.arrive();
      return python.call('chains', 'down', [n]);
    });
    const answers = await Promise.all(Array.from({ length: 100 }, () => python.call('chains', 'down', [10])));
    expect(answers).toEqual(Array.from({ length: 100 }, () => 10));
    expect(python.semaphore.current).toBe(0);
  });

  it('goes from exec to a host function to eval', async () => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 0 });
    python.registerFunction('evaluate', (text: string) => python.eval(text));
    await python.exec(`import pyloom\nanswer = pyloom.call('evaluate', '6 * 7') + 1`);
    expect(await python.eval('answer')).toBe(43);
  });

  it('reaches a method of the same object', async () => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 0 });
    python.registerFunction('fee', (account: { take(amount: number): Promise<number> }, amount: number) =>
      account.take(amount + 1),
    );
    const context = await python.context();
    expect(await context.call('chains', 'pay', [9])).toBe(90);
    expect(await context.call('chains', 'pay', [9])).toBe(80);
  });

  it('leaves the chain as soon as its host function has answered', async () => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 60_000 });
    let late: Promise<unknown> | undefined;
    python.registerFunction('step', (n: number) => {
      late = new Promise((resolve) => setImmediate(resolve)).then(() => python.call('chains', 'square', [n]));
      return 'answered';
    });
    expect(await python.call('chains', 'chain', [5])).toBe('answered');
    expect(await late).toBe(25);
    expect(python.semaphore.current).toBe(0);
  });

  it('is refused the call that a host function makes for an unknown module, with its own error', async () => {
    const python = await client();
    python.registerFunction('step', () => python.call('no_such_module', 'f'));
    expect(await rejection(python.call('chains', 'chain', [1]))).toMatchObject({
      type: 'ModuleNotFoundError',
    });
  });
});
