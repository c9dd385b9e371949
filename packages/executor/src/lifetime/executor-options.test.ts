import { availableParallelism } from 'node:os';
import { Semaphore } from '@pyloom/semaphore';
import { describe, expect, it } from 'vitest';
import { checkExecutorOptions, type ExecutorOptions, executorOptionKeys } from './executor-options';

// biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
type Wrong = any;

describe('the options of an executor', () => {
  it('have the documented defaults', () => {
    const options = checkExecutorOptions({});
    expect(options).toMatchObject({
      mode: 'auto',
      acquireTimeout: 30_000,
      numExecutors: 4,
      numWorkers: Math.max(4, availableParallelism()),
      numSubinterpWorkers: Math.max(4, availableParallelism()),
      numAsyncWorkers: 2,
      sysPath: [],
      moduleAliases: [],
      homeModules: [],
    });
    expect(options.semaphore.max).toBe(availableParallelism() * 2 + 1);
  });

  it("take one number of lanes for every mode, over which the mode's own wins", () => {
    const lanes = ({ workers = 40, ...own }: ExecutorOptions) => {
      const { numExecutors, numWorkers, numSubinterpWorkers, numHomeLanes } = checkExecutorOptions({
        workers,
        ...own,
      });
      return { numExecutors, numWorkers, numSubinterpWorkers, numHomeLanes };
    };
    const all = { numExecutors: 40, numWorkers: 40, numSubinterpWorkers: 40, numHomeLanes: 4 };
    expect(lanes({})).toEqual(all);
    expect(lanes({ numWorkers: 2 })).toEqual({ ...all, numWorkers: 2 });
    expect(lanes({ numSubinterpWorkers: 3 })).toEqual({ ...all, numSubinterpWorkers: 3 });
    expect(lanes({ numExecutors: 5 })).toEqual({ ...all, numExecutors: 5, numHomeLanes: 5 });
  });

  it('let as many calls run as there are workers, unless they say how many', () => {
    expect(checkExecutorOptions({ workers: 500 }).semaphore.max).toBe(500);
    expect(checkExecutorOptions({ workers: 1 }).semaphore.max).toBe(availableParallelism() * 2 + 1);
    expect(checkExecutorOptions({ workers: 500, maxConcurrent: 9 }).semaphore.max).toBe(9);
  });

  it('take a semaphore to share, or a limit', () => {
    const semaphore = new Semaphore({ max: 3 });
    expect(checkExecutorOptions({ semaphore }).semaphore).toBe(semaphore);
    expect(checkExecutorOptions({ maxConcurrent: 9 }).semaphore.max).toBe(9);
    expect(() => checkExecutorOptions({ semaphore, maxConcurrent: 9 })).toThrow('exclude each other');
  });

  it('take a limit that follows the load, one for calls and one for coroutines', () => {
    const { semaphore, asyncSemaphore } = checkExecutorOptions({ maxConcurrent: { min: 2, max: 50 } });
    expect(semaphore).not.toBe(asyncSemaphore);
    for (const each of [semaphore, asyncSemaphore])
      expect(each.adaptation).toMatchObject({ min: 2, max: 50 });
    expect(checkExecutorOptions({ maxConcurrent: 'auto' }).semaphore.adaptation).toBeDefined();
    const fixed = checkExecutorOptions({ maxConcurrent: 9 });
    expect(fixed.asyncSemaphore).toBe(fixed.semaphore);
    expect(fixed.semaphore.adaptation).toBeUndefined();
  });

  it.each<[Wrong, ErrorConstructor, string[]]>([
    [{ maxConcurent: 3 }, TypeError, ['maxConcurent', '3', 'maxConcurrent']],
    [{ mode: 'parallel' }, TypeError, ['mode', "'parallel'", "'subinterp'"]],
    [{ mode: null }, TypeError, ['mode', 'null']],
    [{ python: 5 }, TypeError, ['python', '5']],
    [{ maxConcurrent: 0 }, RangeError, ['maxConcurrent', '0']],
    [{ maxConcurrent: '5' }, TypeError, ['maxConcurrent', "'5'"]],
    [{ maxConcurrent: 'aut' }, TypeError, ['maxConcurrent', "'auto'", "'aut'"]],
    [{ maxConcurrent: { most: 3 } }, TypeError, ['maxConcurrent', "'most'"]],
    [{ maxConcurrent: { min: 0 } }, RangeError, ['maxConcurrent', 'min', '0']],
    [{ acquireTimeout: -1 }, RangeError, ['acquireTimeout', '-1']],
    [{ acquireTimeout: Number.NaN }, RangeError, ['acquireTimeout', 'NaN']],
    [{ acquireTimeout: '1s' }, TypeError, ['acquireTimeout', "'1s'"]],
    [{ workers: 0 }, RangeError, ["'workers'", '0', '1024']],
    [{ workers: '4' }, TypeError, ["'workers'", "'4'"]],
    [{ numExecutors: 0 }, RangeError, ['numExecutors', '0']],
    [{ numExecutors: 1.5 }, RangeError, ['numExecutors', '1.5']],
    [{ numWorkers: 100_000 }, RangeError, ['numWorkers', '100000', '1024']],
    [{ numSubinterpWorkers: -2 }, RangeError, ['numSubinterpWorkers', '-2']],
    [{ numAsyncWorkers: '2' }, TypeError, ['numAsyncWorkers', "'2'"]],
    [{ maxLanes: 0 }, RangeError, ['maxLanes', '0']],
    [{ preload: 5 }, TypeError, ['preload', '5']],
    [{ sysPath: '/a' }, TypeError, ['sysPath', "'/a'"]],
    [{ sysPath: ['/a', ''] }, TypeError, ['sysPath']],
    [{ moduleAliases: ['a-b'] }, TypeError, ['moduleAliases', "'a-b'"]],
    [{ homeModules: 'numpy' }, TypeError, ['homeModules', "'numpy'"]],
    [{ homeModules: ['numpy', 5] }, TypeError, ['homeModules', '5']],
    [{ homeModules: ['numpy.'] }, TypeError, ['homeModules', "'numpy.'"]],
    [{ homeModules: ['a*'] }, TypeError, ['homeModules', "'a*'"]],
    [{ semaphore: {} }, TypeError, ['semaphore', '{}']],
    ...Object.keys(checkExecutorOptions({})).flatMap((name): [Wrong, ErrorConstructor, string[]][] =>
      executorOptionKeys.includes(name as never) ? [[{ [name]: null }, TypeError, [name, 'null']]] : [],
    ),
    [{ process: [] }, TypeError, ["'process'", '[]']],
    [{ process: { env: ['A=1'] } }, TypeError, ['process.env', "[ 'A=1' ]"]],
    [{ process: { env: new Map([['A', '1']]) } }, TypeError, ['process.env', 'Map(1)']],
    [{ process: { rlimits: null } }, TypeError, ['process.rlimits', 'null']],
    [{ mode: 'ray', ray: { adress: 'a' } }, TypeError, ["'ray'", 'adress', 'address']],
    [{ mode: 'ray', ray: { address: 5 } }, TypeError, ['ray.address', '5']],
    [
      { mode: 'ray', ray: { address: 'ray://head:10001' } },
      TypeError,
      ['ray.address', 'ray start --address='],
    ],
    [{ mode: 'ray', ray: { runtimeEnv: [] } }, TypeError, ['ray.runtimeEnv', '[]']],
    [{ mode: 'ray', ray: { numCpus: '2' } }, TypeError, ['ray.numCpus', "'2'"]],
    [{ mode: 'ray', ray: { numCpus: 0 } }, RangeError, ['ray.numCpus', '1 or more', '0']],
    [{ mode: 'ray', ray: { address: 'auto', numCpus: 2 } }, TypeError, ['ray.numCpus', 'ray.address']],
    [{ ray: {} }, TypeError, ["'ray'", "mode 'ray'", "'auto'"]],
    [null, TypeError, ['null']],
    ['auto', TypeError, ["'auto'"]],
  ])('%o are refused with a message that names key and value', (options, type, parts) => {
    let error: unknown;
    try {
      checkExecutorOptions(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
    for (const part of parts) expect((error as Error).message).toContain(part);
  });

  it('take an environment as it is', () => {
    expect(checkExecutorOptions({ process: { env: process.env } }).process.env).toBe(process.env);
  });

  it('may be undefined, each and all', () => {
    const names = [
      'python',
      'mode',
      'maxConcurrent',
      'acquireTimeout',
      'numExecutors',
      'preload',
      'semaphore',
    ];
    expect(() =>
      checkExecutorOptions(Object.fromEntries(names.map((name) => [name, undefined]))),
    ).not.toThrow();
  });
});
