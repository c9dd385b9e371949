import { expect, it } from 'vitest';
import { clientForAll, describeRay, rejection } from './ray';

const source = `
import os, time

seen = []

def pid():
    return os.getpid()

def see(x):
    seen.append(x)
    return seen

def sleep(seconds):
    time.sleep(seconds)

def spin():
    while True:
        pass
`;

describeRay('contexts on a Ray', () => {
  const py = clientForAll(source);

  it('have a worker and a namespace of their own', async () => {
    const [one, other] = await Promise.all([py().context(), py().context()]);
    await one.exec('x = 1\ndef f(y): return x + y');
    await other.exec('x = 10', { y: 5 });
    expect(await one.call('__main__', 'f', [1])).toBe(2);
    expect(await one.eval('x + z', { z: 2 })).toBe(3);
    expect(await other.eval('[x, y]')).toEqual([10, 5]);
    expect((await rejection(other.call('__main__', 'f', [1]))).message).toContain("'f'");
    const pids = [await one.call('ray_helpers', 'pid'), await other.call('ray_helpers', 'pid')];
    expect(new Set([...pids, process.pid, await py().eval("__import__('os').getpid()")]).size).toBe(4);
    await one.call('ray_helpers', 'see', [1]);
    expect(await one.call('ray_helpers', 'see', [2])).toEqual([1, 2]);
    expect(await other.call('ray_helpers', 'see', [3])).toEqual([3]);
    await Promise.all([one.close(), other.close()]);
    await expect(one.eval('1')).rejects.toMatchObject({ code: 'ERR_PYLOOM_CLOSED' });
  });

  it('keep coroutines, attributes and modules', async () => {
    await using context = await py().context();
    await context.exec('import asyncio\nasync def later(x):\n    await asyncio.sleep(0.001)\n    return x');
    expect(await context.call('__main__', 'later', [3])).toBe(3);
    await context.setAttribute('__main__', 'z', [1, 2]);
    expect(await context.getAttribute('__main__', 'z')).toEqual([1, 2]);
    // biome-ignore lint/suspicious/noExplicitAny: a module
    const math = (await context.import('math')) as any;
    expect(await math.sqrt(16)).toBe(4);
    await py().defineModule('ray_later', 'def f(): return "defined"');
    expect(await context.call('ray_later', 'f')).toBe('defined');
  });

  it('call JavaScript back, and have streams beside their calls', async () => {
    await using context = await py().context();
    py().registerFunction('nested', async (x: number) => (await context.eval<number>('1 + 1')) + x);
    py().registerFunction('echo', (x: unknown) => x);
    expect(await context.eval('__import__("pyloom").call("echo", 5)')).toBe(5);
    await expect(context.eval('__import__("pyloom").call("nested", 5)')).rejects.toThrow(
      'whose own call waits',
    );
    await context.exec('def count(n):\n    for i in range(n):\n        yield i');
    const items: unknown[] = [];
    for await (const each of context.stream('__main__', 'count', [40])) {
      items.push(each);
      if (each === 3) expect(await context.eval('5')).toBe(5);
    }
    expect(items).toHaveLength(40);
    for await (const each of context.streamEval('"ab"')) items.push(each);
    expect(items.slice(-2)).toEqual(['a', 'b']);
  });

  it('are interrupted, and go on', async () => {
    await using context = await py().context();
    await context.exec('x = 7');
    await expect(context.call('ray_helpers', 'spin', [], { timeout: 200 })).rejects.toMatchObject({
      code: 'ERR_PYLOOM_TIMEOUT',
    });
    expect(await context.eval('x')).toBe(7);
    const running = rejection(context.exec('while True: pass'));
    setTimeout(() => context.interrupt(), 300);
    expect(await running).toMatchObject({ code: 'ERR_PYLOOM_INTERRUPTED' });
    expect(await context.eval('x')).toBe(7);
  });

  it('are lost where nothing can be interrupted, which is said', async () => {
    const context = await py().context();
    await expect(context.call('ray_helpers', 'sleep', [1000], { timeout: 200 })).rejects.toMatchObject({
      code: 'ERR_PYLOOM_TIMEOUT',
    });
    expect(await rejection(context.eval('1'))).toMatchObject({ code: 'ERR_PYLOOM_CRASHED' });
    await context.close();
  });

  it('are at home if that is wanted', async () => {
    await using context = await py().context({ home: true });
    expect(await context.call('os', 'getpid')).toBe(await py().eval("__import__('os').getpid()"));
  });
});
