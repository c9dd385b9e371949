import { NdArray } from '@pyloom/client';
import { expect, it } from 'vitest';
import { clientForAll, describeRay } from './ray';

const source = `
import asyncio, os

def pid():
    return os.getpid()

def echo(*args, **kwargs):
    return [list(args), kwargs] if kwargs else (args[0] if len(args) == 1 else list(args))

def kind_of(value):
    return [type(value).__name__, getattr(value, 'format', ''), list(getattr(value, 'shape', []))]

async def later(value):
    await asyncio.sleep(0.001)
    return value

def squares(items):
    return [item * item for item in items]

class Point:
    def __init__(self, x):
        self.x = x

def point(x):
    return Point(x)

def assigned():
    import ray
    return ray.get_runtime_context().get_assigned_resources()

def crash_first(key, times):
    import pyloom
    if pyloom.state_incr(key) <= times:
        os._exit(1)
    return 'at last'

def x_of(point):
    point.x += 1
    return [point.x, os.getpid()]
`;

describeRay('calls on a Ray', () => {
  const py = clientForAll(source);
  const call = <T>(name: string, ...args: unknown[]) => py().call<T>('ray_helpers', name, args);

  it('run in its workers', async () => {
    expect(py().executionMode).toBe('ray');
    expect(py().numExecutors).toBe(2);
    const driver = await py().eval('__import__("os").getpid()');
    expect([driver, process.pid]).not.toContain(await call('pid'));
  });

  it('take and give the values of every other mode', async () => {
    const value = {
      a: [1, 2.5, 'ä', null, true],
      big: 2n ** 70n,
      when: new Date(0),
      bytes: Buffer.from('x'),
    };
    expect(await call('echo', value)).toEqual(value);
    expect(await call('echo', new Set([1]), new Map([[1, 'one']]))).toEqual([
      new Set([1]),
      new Map([[1, 'one']]),
    ]);
    expect(await py().call('ray_helpers', 'echo', [1], { kwargs: { module: 2, name: 3 } })).toEqual([
      [1],
      { module: 2, name: 3 },
    ]);
  });

  it('see typed arrays as views of their type and shape, small and large', async () => {
    for (const length of [3, 100_000]) {
      const array = Float64Array.from({ length }, (_, index) => index);
      expect(await call('kind_of', array)).toEqual(['memoryview', 'd', [length]]);
      expect(await call('echo', array)).toEqual(array);
    }
    const table = new NdArray(Int32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    expect(await call('kind_of', table)).toEqual(['memoryview', 'i', [2, 3]]);
    expect(await call('echo', table)).toMatchObject({ shape: [2, 3] });
    expect(await py().call('numpy', 'arange', [3, 6])).toEqual(BigInt64Array.of(3n, 4n, 5n));
  });

  it('await what is awaitable', async () => {
    expect(await call('later', 5)).toBe(5);
  });

  it('run side by side: parallel, map, func and batch', async () => {
    const calls = [1, 2, 3].map((n) => ['ray_helpers', 'echo', [n]] as const);
    expect(
      (await py().parallel<number>(calls)).map((each) => each.status === 'fulfilled' && each.value),
    ).toEqual([1, 2, 3]);
    const results: unknown[] = [];
    for await (const each of py().map('math', 'sqrt', [1, 4, 9])) results.push(each);
    expect(results).toEqual([1, 2, 3]);
    expect(await py().func('ray_helpers', 'echo')(7)).toBe(7);
    const square = py().batch<number, number>('ray_helpers', 'squares');
    expect(await Promise.all([square(2), square(3)])).toEqual([4, 9]);
  });

  it('of __main__ and of references run in the driver, where these are', async () => {
    await py().exec('import os\ndef where(): return os.getpid()');
    const driver = await py().eval('os.getpid()');
    expect(await py().call('__main__', 'where')).toBe(driver);
    const point = await call<object>('point', 1);
    expect(await call('x_of', point)).toEqual([2, driver]);
    expect(await call('x_of', point)).toEqual([3, driver]);
  });

  it('ask for what they need', async () => {
    const assigned = (resources: object) => py().call('ray_helpers', 'assigned', [], { resources });
    expect(await assigned({ numCpus: 2 })).toEqual({ CPU: 2 });
    expect(await assigned({ numCpus: 0.5 })).toMatchObject({ CPU: 0.5 });
    expect(await assigned({ numCpus: 0 })).toEqual({});
    const needy = py()
      .func('ray_helpers', 'assigned')
      .with({ resources: { numGpus: 1 }, timeout: 500 });
    await expect(needy()).rejects.toMatchObject({ code: 'ERR_PYLOOM_TIMEOUT' });
  });

  it('run again after their worker was lost if they may', async () => {
    const crash = (key: string, retries: number) =>
      py().call('ray_helpers', 'crash_first', [key, 1], { resources: { retries } });
    await expect(crash('once', 0)).rejects.toMatchObject({ code: 'ERR_PYLOOM_CRASHED' });
    expect(py().state.get('once')).toBe(1);
    expect(await crash('twice', 1)).toBe('at last');
  });

  it('say which argument cannot cross', async () => {
    await expect(call('echo', 1, { a: [Symbol('s')] })).rejects.toThrow('args[1].a[0]');
  });

  it('say that a result cannot be brought here', async () => {
    await expect(py().call('threading', 'Lock')).rejects.toThrow(/cannot pickle/);
  });

  it('find modules that are defined anew, in every worker', async () => {
    await py().defineModule('ray_changing', 'def f(): return 1');
    expect(await py().call('ray_changing', 'f')).toBe(1);
    await py().defineModule('ray_changing', 'def f(): return 2');
    const calls = Array.from({ length: 8 }, () => ['ray_changing', 'f'] as const);
    for (const outcome of await py().parallel(calls)) expect(outcome).toMatchObject({ value: 2 });
  });
});
