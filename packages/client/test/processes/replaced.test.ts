import { describe, expect, it } from 'vitest';
import { PythonTimeoutError } from '../../src/index';
import { clientsForTests, eventually, rejection } from '../support/client';

describe.runIf(process.platform === 'linux')('a process that is due to be replaced', () => {
  const open = clientsForTests();
  const source = `
import asyncio, os

async def pid():
    return os.getpid()

released = None

async def wait():
    global released
    released = asyncio.Event()
    await released.wait()
    return os.getpid()

async def release():
    released.set()
    return os.getpid()
`;

  async function client(limits: object, numProcesses = 1) {
    const py = await open({ mode: 'process', numProcesses, process: limits });
    await py.defineModule('processes_replaced', source);
    return py;
  }

  it.each([
    ['at home', 'eval'],
    ['of coroutines', 'coroutine'],
    ['of lanes', 'call'],
  ])('is, while there are always calls %s', async (_what, kind) => {
    const py = await client({ maxCalls: 20 });
    const pid = (): Promise<number> => {
      if (kind === 'eval') return py.eval('__import__("os").getpid()');
      return kind === 'call' ? py.call('os', 'getpid') : py.call('processes_replaced', 'pid');
    };
    const pids = new Set<number>();
    let stop = false;
    const askers = Array.from({ length: 8 }, async () => {
      while (!stop) pids.add(await pid());
    });
    await eventually(() => pids.size > 3, 'it was replaced, again and again');
    stop = true;
    await Promise.all(askers);
  });

  it('is not before it has run a call, however small maxMemory is', async () => {
    const py = await client({ maxMemory: 1 });
    for (let i = 0; i < 5; i++) expect(await py.call('math', 'sqrt', [i * i])).toBe(i);
  });

  it('is not while a call waits for others that come later', async () => {
    const py = await client({ maxCalls: 2 });
    const waiting = py.call('processes_replaced', 'wait');
    await eventually(
      () => py.eval<boolean>('__import__("processes_replaced").released is not None'),
      'it waits',
    );
    const released = await py.call('processes_replaced', 'release');
    expect(await waiting).toBe(released);
  });

  it('bears bounds without end', async () => {
    const py = await client({
      killAfter: Infinity,
      maxRestarts: Infinity,
      maxCalls: Infinity,
      maxMemory: Infinity,
    });
    const pid = await py.call('os', 'getpid');
    expect(await rejection(py.exec('while True: pass', { timeout: 50 }))).toBeInstanceOf(PythonTimeoutError);
    expect(await py.call('os', 'getpid')).toBe(pid);
  });
});
