import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { ClosedError, createPython, PythonInterruptedError } from '../src/index';
import { clientForFile, eventually, rejection } from './support/client';

const py = await clientForFile();

describe('a context', () => {
  it('keeps what it defines to itself', async () => {
    await using one = await py.context();
    await using other = await py.context();
    await one.exec('x = 1');
    await other.exec('x = 2');
    expect(await one.eval('x')).toBe(1);
    expect(await other.eval('x + y', { y: 10 })).toBe(12);
    expect(await rejection(py.eval('x'))).toMatchObject({ type: 'NameError' });
    expect(await rejection(one.eval('y'))).toMatchObject({ type: 'NameError' });
  });

  it('is its own __main__, and imports like any other', async () => {
    await using context = await py.context();
    await context.exec('def add(a, b=1):\n    return a + b + offset\noffset = 100');
    expect(await context.call('__main__', 'add', [1], { kwargs: { b: 2 } })).toBe(103);
    expect(await context.call('math', 'sqrt', [16])).toBe(4);
  });

  it('stays on one thread', async () => {
    await using context = await py.context();
    const threads = await Promise.all(
      Array.from({ length: 20 }, () => context.call('threading', 'get_ident')),
    );
    expect(new Set(threads).size).toBe(1);
  });

  it('runs its calls one after the other', async () => {
    await using context = await py.context();
    await context.exec('order = []');
    await Promise.all(Array.from({ length: 50 }, (_, i) => context.exec(`order.append(${i})`)));
    expect(await context.eval('order')).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('awaits coroutines on its own lane', async () => {
    await using context = await py.context();
    await context.exec(
      'import asyncio, threading\nasync def where():\n    await asyncio.sleep(0)\n    return threading.get_ident()',
    );
    expect(await context.call('__main__', 'where')).toBe(await context.call('threading', 'get_ident'));
    expect(await context.eval('asyncio.sleep(0, "slept")')).toBe('slept');
  });

  it('streams', async () => {
    await using context = await py.context();
    await context.exec(
      'def numbers(n):\n    yield from range(n)\nasync def later(n):\n    for i in range(n):\n        yield i',
    );
    const items: unknown[] = [];
    for await (const item of context.stream('__main__', 'numbers', [3])) items.push(item);
    for await (const item of context.streamEval('later(n)', { n: 2 })) items.push(item);
    expect(items).toEqual([0, 1, 2, 0, 1]);
  });

  it('can be many, more than there are lanes', async () => {
    const contexts = await Promise.all(Array.from({ length: 20 }, () => py.context()));
    await Promise.all(contexts.map((context, i) => context.exec(`mine = ${i}`)));
    expect(await Promise.all(contexts.map((context) => context.eval('mine')))).toEqual(
      contexts.map((_, i) => i),
    );
    await Promise.all(contexts.map((context) => context.close()));
    await eventually(() => py.stats().lanes.every(({ kind }) => kind !== 'context'), 'no lane has a context');
  });

  it('names what cannot cross as the caller knows it', async () => {
    await using context = await py.context();
    const bad = Symbol('x');
    expect(await rejection(context.call('math', 'sqrt', [bad]))).toMatchObject({ path: 'args[0]' });
    expect(await rejection(context.eval('a', { a: [bad] }))).toMatchObject({ path: 'locals.a[0]' });
    expect(await rejection(context.call('m', 'f', [], { kwargs: { k: bad } }))).toMatchObject({
      path: 'kwargs.k',
    });
  });

  it('survives a time limit', async () => {
    await using context = await py.context();
    await context.exec('kept = 1');
    expect(await rejection(context.exec('while True: pass', { timeout: 30 }))).toMatchObject({
      code: 'ERR_PYLOOM_TIMEOUT',
    });
    expect(await context.eval('kept')).toBe(1);
  });

  it('survives C code that keeps the GIL for long after its time limit', async () => {
    await using context = await py.context();
    await context.exec('kept = 1');
    // Half a second and more, in which nobody else can run in its interpreter.
    const long = context.eval('sum(range(30_000_000))', {}, { timeout: 30 });
    const behind = context.eval('kept');
    expect(await rejection(long)).toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT' });
    expect(await behind).toBe(1);
    expect(await context.eval('kept + 1')).toBe(2);
  });

  it('holds a permit only while it runs something', async () => {
    await using context = await py.context();
    expect(py.semaphore.current).toBe(0);
    await context.exec('x = 1');
    expect(py.semaphore.current).toBe(0);
  });
});

describe('interrupt', () => {
  it('stops what runs there, and only there', async () => {
    await using context = await py.context();
    await using other = await py.context();
    const running = context.exec('while True: pass');
    const behind = context.eval('1 + 1');
    const elsewhere = other.eval('__import__("time").sleep(0.1)');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(context.interrupt()).toBe(true);
    const error = await rejection(running);
    expect(error).toBeInstanceOf(PythonInterruptedError);
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_INTERRUPTED' });
    expect(await behind).toBe(2);
    expect(await elsewhere).toBe(null);
  });

  it('is false when nothing runs', async () => {
    await using context = await py.context();
    expect(context.interrupt()).toBe(false);
    await context.exec('x = 1');
    expect(context.interrupt()).toBe(false);
  });
});

describe('a closed context', () => {
  it('refuses calls, lets running ones end, and may be closed again', async () => {
    const context = await py.context();
    const last = context.eval('"last"');
    const closed = context.close();
    expect(context.close()).toBe(closed);
    expect(await last).toBe('last');
    await closed;
    for (const call of [context.eval('1'), context.exec('1'), context.call('math', 'sqrt', [1])]) {
      expect(await rejection(call)).toBeInstanceOf(ClosedError);
    }
    expect(() => context.streamEval('[]')).toThrow(ClosedError);
  });

  it('of a worker thread that has ended holds no lane any more', async () => {
    const code = `
      const { parentPort } = require('node:worker_threads');
      import('@pyloom/client').then(async ({ createPython }) => {
        const python = await createPython();
        globalThis.contexts = [await python.context(), await python.context({ home: true })];
        parentPort.on('message', () => {}); // stays
        parentPort.postMessage('open');
      });
    `;
    const held = () => py.stats().lanes.filter(({ kind }) => kind === 'context').length;
    await eventually(() => held() === 0, 'no other context is open');
    const worker = new Worker(code, { eval: true });
    await once(worker, 'message');
    expect(held()).toBeGreaterThan(0);
    await worker.terminate();
    await eventually(() => held() === 0, 'the lanes are free');
  });

  it('of a worker thread that has ended is gone from Python too', async () => {
    const code = `
      const { parentPort } = require('node:worker_threads');
      import('@pyloom/client').then(async ({ createPython }) => {
        const python = await createPython();
        globalThis.contexts = [];
        for (let count = 0; count < 3; count++) contexts.push(await python.context({ home: true }));
        parentPort.on('message', () => {}); // stays
        parentPort.postMessage('open');
      });
    `;
    await py.exec('import gc\nfrom pyloom._contexts import Context');
    const open = async () => {
      await py.gc();
      return py.eval<number>('sum(isinstance(each, Context) for each in gc.get_objects())');
    };
    const before = await open();
    const worker = new Worker(code, { eval: true });
    await once(worker, 'message');
    expect(await open()).toBe(before + 3);
    await worker.terminate();
    await eventually(async () => (await open()) === before, 'they are gone');
  });

  // CPython 3.13t keeps an object that another thread has made in such a namespace, with or without pyloom.
  it.skipIf(py.executionMode === 'free_threaded')('has let go of its objects', async () => {
    await py.exec('import weakref, gc\nclass Thing: pass\nwatch = []');
    const context = await py.context({ home: true });
    await context.exec('import __main__ as home\nthing = __import__("sys").modules["__main__"].Thing()');
    await context.exec('import weakref, sys\nsys.modules["__main__"].watch.append(weakref.ref(thing))');
    expect(await py.eval('watch[0]() is not None')).toBe(true);
    await context.close();
    await eventually(async () => {
      await py.gc();
      return py.eval<boolean>('watch[0]() is None');
    }, 'the object is gone');
  });
});

describe('modules of a context', () => {
  it('are those of its interpreter, imported with their first use', async () => {
    await using context = await py.context();
    // biome-ignore lint/suspicious/noExplicitAny: as untyped callers use it
    const math = context.module<any>('math');
    expect(await math.sqrt(16)).toBe(4);
    expect(await math.pi).toBe(Math.PI);
    expect(
      await context.eval("__import__('sys').modules['math'] is math", {
        math: await context.eval('__import__("math")'),
      }),
    ).toBe(true);
    expect(String(math)).toBe('<module math>');
  });

  it('are imported at once by import(), which rejects if there is none', async () => {
    await using context = await py.context();
    // biome-ignore lint/suspicious/noExplicitAny: as untyped callers use it
    const decimal = await context.import<any>('decimal');
    const one = await decimal.Decimal('1.5');
    expect(await context.eval('type(one).__name__', { one })).toBe('Decimal');
    expect(await rejection(context.import('no_such_module'))).toMatchObject({ type: 'ModuleNotFoundError' });
    expect(await rejection(context.import(''))).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    expect(() => context.module('')).toThrow("not ''");
  });

  it('are the context itself under the name __main__', async () => {
    await using context = await py.context();
    await using other = await py.context();
    await context.exec('def double(x): return 2 * x * factor\nfactor = 1');
    // biome-ignore lint/suspicious/noExplicitAny: as untyped callers use it
    const main = context.module<any>('__main__');
    await main.set('factor', 10);
    expect(await main.double(2)).toBe(40);
    expect(await main.factor).toBe(10);
    expect(await rejection(other.module<typeof main>('__main__').factor)).toMatchObject({
      type: 'AttributeError',
    });
    expect(await rejection(py.eval('factor'))).toMatchObject({ type: 'NameError' });
    // As an argument each is what it stands for, there.
    expect(await context.eval('[f(3), m.factor]', { f: main.double, m: main })).toEqual([60, 10]);
  });

  it('tell what to do about one that refuses its interpreter, as import does', async () => {
    await using context = await py.context();
    await rejection(context.import('_no_such_extension'));
    const name = await context.eval<string>('__name__');
    expect(name).not.toBe('__main__');
    expect(await context.call(name, '__str__')).toContain(name);
  });
});

describe('a context that is closing', () => {
  it('lets calls end that wait for a permit', async () => {
    await using crowded = await createPython({ maxConcurrent: 1, acquireTimeout: 60_000 });
    const context = await crowded.context();
    await context.exec('done = []');
    const permit = await crowded.semaphore.acquire();
    const waiting = [context.exec('done.append(1)'), context.eval('len(done)')];
    const closed = context.close();
    expect(await rejection(context.eval('1'))).toBeInstanceOf(ClosedError);
    permit.release();
    expect(await Promise.all(waiting)).toEqual([undefined, 1]);
    await closed;
  });

  it('lets a call end that needs the context on its way', async () => {
    const context = await py.context();
    let closed: Promise<void> | undefined;
    py.registerFunction('close_and_ask', async () => {
      closed = context.close();
      // Its own call cannot end before it has answered.
      await closed;
      return context.eval('x + 1');
    });
    await context.exec('import pyloom\nx = 41\ndef ask(): return pyloom.call("close_and_ask")');
    expect(await context.call('__main__', 'ask')).toBe(42);
    await context.close();
    expect(await rejection(context.eval('x'))).toBeInstanceOf(ClosedError);
    py.unregisterFunction('close_and_ask');
  });

  it('ends its streams after what is being read', async () => {
    const context = await py.context();
    await context.exec(
      'import time\ndef slow():\n    for i in range(1000):\n        time.sleep(0.02)\n        yield i',
    );
    const stream = context.stream('__main__', 'slow', [], { highWaterMark: 1 });
    const fresh = context.streamEval('[1]');
    const first = stream.next();
    await context.close();
    expect(await first).toEqual({ value: 0, done: false });
    const rest = async () => {
      for await (const _ of stream);
    };
    expect(await rejection(rest())).toBeInstanceOf(ClosedError);
    expect(await rejection(fresh.next())).toBeInstanceOf(ClosedError);
  });

  it('gives its lane back once, whoever asks', async () => {
    const own = await createPython({ numExecutors: 1, numWorkers: 1, numSubinterpWorkers: 1 });
    const lanes = () => own.stats().lanes.filter(({ kind }) => kind === 'context').length;
    const before = lanes();
    const context = await own.context();
    const others = await Promise.all([own.context(), own.context()]);
    await Promise.all([context.close(), context.close(), context[Symbol.asyncDispose]()]);
    await context.close();
    // Given back twice, it would have been taken from one of the others.
    expect(lanes()).toBeGreaterThan(before);
    await Promise.all(others.map((each) => each.exec('x = 1')));
    const closing = [others[0]?.close(), own.close(), others[0]?.close(), others[1]?.close()];
    await Promise.all(closing);
    expect(py.stats().lanes.filter(({ kind }) => kind === 'context').length).toBe(before);
  });

  it('refuses a context that was asked for before the client closed, and holds no lane for it', async () => {
    const own = await createPython();
    const asked = own.context().then(
      () => 'opened',
      (error: Error) => error.name,
    );
    await own.close();
    expect(['opened', 'ClosedError']).toContain(await asked);
    await eventually(() => py.stats().lanes.every(({ kind }) => kind !== 'context'), 'no lane is held');
  });

  it('frees what it held at once', async () => {
    const context = await py.context({ home: true });
    await py.exec('import weakref\nclass Held: pass\nheld = None');
    await context.exec(
      'import __main__, weakref\nx = __main__.Held()\n__main__.held = weakref.ref(x)\ndef f(): return x',
    );
    expect(await py.eval('held() is None')).toBe(false);
    const name = await context.eval<string>('__name__');
    expect(await py.eval('name in __import__("sys").modules', { name })).toBe(true);
    await context.close();
    expect(await py.eval('held() is None')).toBe(true);
    expect(await py.eval('name in __import__("sys").modules', { name })).toBe(false);
  });
});

describe('classes of a context', () => {
  it.each([{ home: false }, { home: true }])('are those of a module, %o', async (options) => {
    await using context = await py.context(options);
    await using other = await py.context(options);
    const source = `
      from __future__ import annotations
      import dataclasses, pickle, typing

      @dataclasses.dataclass
      class Q:
          x: int
          next: typing.Optional[Q] = None
          limit: typing.ClassVar[int] = 3
    `;
    await Promise.all([context.exec(source), other.exec(source)]);
    for (const each of [context, other]) {
      expect(await each.eval('[field.name for field in dataclasses.fields(Q)]')).toEqual(['x', 'next']);
      expect(await each.eval('pickle.loads(pickle.dumps(Q(1, Q(2)))).next.x')).toBe(2);
      expect(await each.eval("typing.get_type_hints(Q)['next'] == typing.Optional[Q]")).toBe(true);
    }
  });
});
