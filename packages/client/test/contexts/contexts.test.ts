import { describe, expect, it } from 'vitest';
import { PythonInterruptedError } from '../../src/index';
import { clientForFile, eventually, rejection } from '../support/client';

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
