import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { ClosedError, createPython } from '../../src/index';
import { clientForFile, eventually, rejection } from '../support/client';

const py = await clientForFile();

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
