import { expect, it } from 'vitest';
import { Barrier, gate } from './support/barrier';
import { inEveryMode } from './support/clients';

const source = `
import asyncio
import pyloom

async def ask(name, *args, **kwargs):
    return await pyloom.call_async(name, *args, **kwargs)

async def ask_all(name, count):
    return await asyncio.gather(*[pyloom.call_async(name, i) for i in range(count)])

async def blocking(name, *args):
    return pyloom.call(name, *args)

def own_loop(name, *args):
    return asyncio.run(ask(name, *args))

def own_loop_all(name, count):
    return asyncio.run(ask_all(name, count))

def own_loop_twice(name, value):
    async def main():
        first = await pyloom.call_async(name, value)
        second = await asyncio.gather(*[pyloom.call_async(name, first) for _ in range(2)])
        return [first, *second]
    return asyncio.run(main())

async def unknown():
    try:
        await pyloom.call_async('nobody')
    except LookupError as error:
        return type(error).__name__

async def failing(name):
    try:
        await pyloom.call_async(name)
    except pyloom.JSError as error:
        return [error.name, error.message]

def own_loop_failing(name):
    return asyncio.run(failing(name))

async def cancelled(name):
    task = asyncio.ensure_future(pyloom.call_async(name))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return 'cancelled'

def own_loop_cancelled(name):
    return asyncio.run(cancelled(name))

def outside():
    coroutine = pyloom.call_async('ask')
    try:
        coroutine.send(None)
    except RuntimeError as error:
        return str(error)

def square(n):
    return n * n

async def square_async(n):
    await asyncio.sleep(0)
    return n * n
`;

inEveryMode((open) => {
  async function client(options = {}) {
    const python = await open(options);
    await python.defineModule('asyncs', source);
    return python;
  }

  it('awaits host functions, sync and async', async () => {
    const python = await client();
    python.registerFunction('sync', (...args: unknown[]) => args);
    python.registerFunction('async', async (n: number) => n + 1);
    expect(await python.call('asyncs', 'ask', ['sync', 1], { kwargs: { two: 2 } })).toEqual([1, { two: 2 }]);
    expect(await python.call('asyncs', 'ask', ['async', 1])).toBe(2);
    expect(await python.call('asyncs', 'blocking', ['async', 1])).toBe(2);
    expect(await python.call('asyncs', 'unknown')).toBe('UnknownFunctionError');
  });

  it('awaits a thousand at a time', async () => {
    const python = await client();
    const barrier = new Barrier(1000);
    python.registerFunction('meet', (n: number) => barrier.arrive().then(() => n));
    expect(await python.call('asyncs', 'ask_all', ['meet', 1000])).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
  });

  it("awaits a thousand at a time in the program's own asyncio.run on a worker lane", async () => {
    const python = await client();
    const barrier = new Barrier(1000);
    python.registerFunction('meet', (n: number) => barrier.arrive().then(() => n));
    expect(await python.call('asyncs', 'own_loop_all', ['meet', 1000])).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
  });

  it("keeps the chain and its permit in the program's own asyncio.run", async () => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 0 });
    python.registerFunction('nested', (n: number) => python.call('asyncs', 'square', [n]));
    python.registerFunction('nested_async', (n: number) => python.call('asyncs', 'square_async', [n]));
    expect(await python.call('asyncs', 'own_loop', ['nested', 5])).toBe(25);
    expect(await python.call('asyncs', 'own_loop', ['nested_async', 5])).toBe(25);
    python.registerFunction('deep', (n: number) =>
      n === 0 ? 0 : python.call('asyncs', 'own_loop', ['deep', n - 1]),
    );
    expect(await python.call('asyncs', 'own_loop', ['deep', 10])).toBe(0);
  });

  it("asks this client, not the newest, from the program's own asyncio.run", async () => {
    const python = await client();
    const newer = await client();
    python.registerFunction('who', () => 'mine');
    newer.registerFunction('who', () => 'not mine');
    expect(await python.call('asyncs', 'own_loop', ['who'])).toBe('mine');
    expect(await python.call('asyncs', 'ask', ['who'])).toBe('mine');
  });

  it('calls Python back from all lanes at once in asyncio.run', async () => {
    const python = await client({ maxConcurrent: 8 });
    const barrier = new Barrier(8);
    python.registerFunction('nested', async (n: number) => {
      await barrier.arrive();
      return python.call('asyncs', 'square', [n]);
    });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => python.call('asyncs', 'own_loop', ['nested', n])),
    );
    expect(answers).toEqual([0, 1, 4, 9, 16, 25, 36, 49]);
  });

  it('lets blocking coroutines on all loops call coroutines', async () => {
    const python = await client({ maxConcurrent: 1, acquireTimeout: 0 });
    python.registerFunction('nested', (n: number) => python.call('asyncs', 'square_async', [n]));
    python.registerFunction('many', (n: number) =>
      Promise.all(Array.from({ length: n }, (_, i) => python.call('asyncs', 'blocking', ['nested', i]))),
    );
    expect(await python.call('asyncs', 'ask', ['many', 6])).toEqual([0, 1, 4, 9, 16, 25]);
  });

  it('gets what a host function throws', async () => {
    const python = await client();
    const error = new RangeError('too far');
    python.registerFunction('fail', async () => {
      throw error;
    });
    expect(await python.call('asyncs', 'failing', ['fail'])).toEqual(['RangeError', 'too far']);
    expect(await python.call('asyncs', 'own_loop_failing', ['fail'])).toEqual(['RangeError', 'too far']);
    await expect(python.call('asyncs', 'ask', ['fail'])).rejects.toBe(error);
    await expect(python.call('asyncs', 'own_loop', ['fail'])).rejects.toBe(error);
  });

  it('may be cancelled before the answer comes', async () => {
    const python = await client();
    const never = gate();
    python.registerFunction('never', () => never.passed);
    expect(await python.call('asyncs', 'cancelled', ['never'])).toBe('cancelled');
    expect(await python.call('asyncs', 'own_loop_cancelled', ['never'])).toBe('cancelled');
    never.open();
    expect(await python.call('asyncs', 'square_async', [3])).toBe(9);
  });

  it('says so where no event loop runs', async () => {
    const python = await client();
    expect(await python.call('asyncs', 'outside')).toContain('no running event loop');
  });

  it('awaits coroutines of __main__', async () => {
    const python = await client();
    python.registerFunction('next', async (n: number) => python.call('__main__', 'main_square', [n + 1]));
    await python.exec(`
import pyloom
async def main_ask(n):
    return await pyloom.call_async('next', n)
async def main_square(n):
    return n * n
`);
    expect(await python.call('__main__', 'main_ask', [2])).toBe(9);
  });
});
