import { describe, expect, it } from 'vitest';
import { PythonCrashedError } from '../../src/index';
import { clientsForTests, eventually, inProcesses, rejection } from '../support/client';
import { python } from '../support/python';

const hasInterpreters =
  !inProcesses && python.versionInfo.join('.').localeCompare('3.12.4', undefined, { numeric: true }) >= 0;

/** `_testsinglephase` and the like are not everywhere: a module that is named is refused as one that says so itself. */
const source = `
import os, sys, pyloom

class Box:
    def __init__(self, value):
        self.value = value

def pid():
    return os.getpid()

def box(value):
    return Box(value)

def open_box(box):
    return box.value

def meet():
    pyloom.state_incr('arrived')
    while pyloom.state_get('arrived') < 2:
        pass
    return os.getpid()

def ask(n):
    return pyloom.call('refused_ask', n)

async def later(n):
    return [n, os.getpid()]

def count(n):
    for i in range(n):
        yield [i, os.getpid()]

def crash():
    os.abort()
`;

describe.runIf(process.platform === 'linux' && hasInterpreters)("refused: 'process'", () => {
  const open = clientsForTests();

  async function client(options: object = {}) {
    const name = `refused_${Math.random().toString(36).slice(2)}`;
    const py = await open({
      mode: 'subinterp',
      refused: 'process',
      numProcesses: 2,
      homeModules: [name],
      ...options,
    });
    await py.defineModule(name, source);
    const call = <T>(fn: string, args: unknown[] = []) => py.call<T>(name, fn, args);
    return { py, call, name };
  }

  it('runs calls of refused modules in processes, in parallel, and others in sub-interpreters', async () => {
    const { py, call } = await client();
    const pids = await Promise.all([call<number>('meet'), call<number>('meet')]);
    expect(new Set([...pids, process.pid]).size).toBe(3);
    expect(await py.call('os', 'getpid')).toBe(process.pid);
    expect(await py.eval('__import__("os").getpid()')).toBe(process.pid);
    expect(py.executionMode).toBe('subinterp');
    const processes = py.stats().lanes.filter(({ pid }) => pid !== undefined);
    expect(new Set(processes.map(({ pid }) => pid))).toEqual(new Set(pids));
  });

  it('finds out by itself which modules refuse', async () => {
    const py = await open({ mode: 'subinterp', refused: 'process', numProcesses: 2 });
    await py.defineModule('refused_by_readline', 'import readline, os\ndef pid(): return os.getpid()');
    const pid = await py.call('refused_by_readline', 'pid');
    const refuses = py.stats().homeModules.includes('refused_by_readline');
    expect(pid === process.pid).toBe(!refuses);
  });

  it('keeps objects in their process', async () => {
    const { call, py, name } = await client();
    const boxes = await Promise.all([1, 2, 3, 4].map((n) => call<never>('box', [n])));
    expect(await Promise.all(boxes.map((box) => call('open_box', [box])))).toEqual([1, 2, 3, 4]);
    expect(await py.call('builtins', 'getattr', [boxes[0], 'value'])).toBe(1);
    const error = await rejection(py.call(name, 'open_box', [boxes.slice(0, 2)]));
    expect(['AttributeError', 'ConversionError']).toContain(error.type ?? error.name);
  });

  it('has host functions, coroutines, streams and nested calls', async () => {
    const { py, call, name } = await client();
    py.registerFunction('refused_ask', async (n: number) =>
      n === 0 ? [await py.call('os', 'getpid')] : call('ask', [n - 1]),
    );
    expect(await call('ask', [9])).toEqual([process.pid]);
    const [n, pid] = await call<[number, number]>('later', [4]);
    expect([n, pid === process.pid]).toEqual([4, false]);
    const items = [];
    for await (const item of py.stream<[number, number]>(name, 'count', [3])) items.push(item);
    expect(items.map(([i]) => i)).toEqual([0, 1, 2]);
    expect(new Set(items.map(([, where]) => where)).has(process.pid)).toBe(false);
  });

  it('rejects what a crash ran, and goes on', async () => {
    const { call } = await client();
    expect(await rejection(call('crash'))).toBeInstanceOf(PythonCrashedError);
    expect(await call('pid')).not.toBe(process.pid);
  });

  it('reaches them with what is defined later', async () => {
    const { py, call, name } = await client();
    await call('pid');
    await py.defineModule(name, `${source}\ndef added(): return 'added'`);
    const texts = await Promise.all(Array.from({ length: 8 }, () => call('added')));
    expect(new Set(texts)).toEqual(new Set(['added']));
  });
});

describe('the option refused', () => {
  const open = clientsForTests();

  it('refuses anything else', async () => {
    expect(await rejection(open({ refused: 'elsewhere' as never }))).toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
      message: expect.stringContaining("'refused'"),
    });
  });

  it.runIf(process.platform === 'linux')('leaves modes alone in which nothing is refused', async () => {
    const py = await open({ mode: 'multi_executor', refused: 'process' });
    expect(await py.call('os', 'getpid')).toBe(process.pid);
    await eventually(() => py.stats().lanes.every(({ pid }) => pid === undefined), 'no process');
  });
});
