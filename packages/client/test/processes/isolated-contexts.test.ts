import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  ClosedError,
  type Python,
  type PythonContext,
  PythonCrashedError,
  PythonInterruptedError,
  RuntimeStartError,
} from '../../src/index';
import { clientsForTests, eventually, rejection } from '../support/client';
import { ofProcesses } from '../support/of-processes';

const isAlive = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe.runIf(process.platform === 'linux')('an isolated context', () => {
  const open = clientsForTests();
  const pidOf = { expression: '__import__("os").getpid()' };

  it('has a process of its own, with the state of a context, in every mode', async () => {
    const py = await open();
    const [first, second] = await Promise.all([
      py.context({ isolated: true }),
      py.context({ isolated: true }),
    ]);
    await Promise.all([first.exec('kept = 1'), second.exec('kept = 2')]);
    expect(await Promise.all([first.eval('kept'), second.eval('kept')])).toEqual([1, 2]);
    const pids = await Promise.all([first, second, py].map((each) => each.eval<number>(pidOf.expression)));
    expect(new Set([...pids, process.pid]).size).toBeGreaterThanOrEqual(3);
    expect(pids[0]).not.toBe(process.pid);
    expect(pids[1]).not.toBe(process.pid);
  });

  it('sees what the client has defined, before and after', async () => {
    const py = await open({ preload: 'import builtins; builtins.loaded_before = True' });
    await py.defineModule('isolated_early', 'def f(): return "early"');
    const context = await py.context({ isolated: true });
    await py.defineModule('isolated_late', 'def f(): return "late"');
    py.registerFunction('isolated_ask', (n: number) => n + 1);
    py.state.set('isolated', 5);
    expect(await context.call('isolated_early', 'f')).toBe('early');
    expect(await context.call('isolated_late', 'f')).toBe('late');
    expect(await context.eval('loaded_before')).toBe(true);
    await context.exec('import pyloom');
    expect(await context.eval('pyloom.call("isolated_ask", 1)')).toBe(2);
    expect(await context.eval('pyloom.state_get("isolated")')).toBe(5);
  });

  it('is not replaced while it is open, however many calls it has made and memory it has taken', async () => {
    const py = await open({ process: { maxCalls: 1, maxMemory: 1 } });
    const context = await py.context({ isolated: true });
    await context.exec('kept = bytearray(50_000_000)');
    const pid = await context.eval(pidOf.expression);
    for (let i = 0; i < 3; i++) {
      expect(await context.eval(`[len(kept), ${pidOf.expression}]`)).toEqual([50_000_000, pid]);
    }
  });

  it('sees what other clients define that share the interpreters', async () => {
    const [py, other] = [await open(), await open()];
    const context = await py.context({ isolated: true });
    expect(await context.eval('1')).toBe(1);
    await other.defineModule('isolated_elsewhere', 'def f(): return "elsewhere"');
    const found = await context
      .call('isolated_elsewhere', 'f')
      .catch((error: Error & { type?: string }) => error.type);
    // In processes alone each client has its own.
    expect(found).toBe(py.executionMode === 'process' ? 'ModuleNotFoundError' : 'elsewhere');
  });

  it('can be called back and forth', async () => {
    const py = await open();
    const context = await py.context({ isolated: true });
    await context.exec(
      'import pyloom\ndef down(n): return 0 if n == 0 else 1 + pyloom.call("isolated_down", n - 1)',
    );
    py.registerFunction('isolated_down', (n: number) => context.call('__main__', 'down', [n]));
    expect(await context.call('__main__', 'down', [20])).toBe(20);
  });

  it('gives references, streams and coroutines', async () => {
    const py = await open();
    const context = await py.context({ isolated: true });
    await context.exec(
      'import asyncio\nclass Box:\n    value = 7\nasync def later(n):\n    await asyncio.sleep(0)\n    return n',
    );
    const box = await context.eval<never>('Box()');
    expect(await py.call('builtins', 'getattr', [box, 'value'])).toBe(7);
    expect(await context.call('__main__', 'later', [3])).toBe(3);
    const items: number[] = [];
    for await (const item of context.streamEval<number>('range(3)')) items.push(item);
    expect(items).toEqual([0, 1, 2]);
  });

  it('ends its process with close()', async () => {
    const py = await open();
    const context = await py.context({ isolated: true });
    const pid = await context.eval<number>(pidOf.expression);
    const object = await context.eval<never>('object()');
    await context.close();
    await eventually(() => !isAlive(pid), 'the process has ended');
    expect(await rejection(context.eval('1'))).toBeInstanceOf(ClosedError);
    expect(await rejection(py.call('builtins', 'id', [object]))).toBeInstanceOf(ClosedError);
  });

  it('finds a process that waits for it, from the second one on', async () => {
    const py = await open();
    const lanes = () => py.stats().lanes.filter(({ pid }) => pid !== undefined);
    const before = lanes().length;
    const first = await py.context({ isolated: true });
    await eventually(() => lanes().length === before + 2, 'a further process was started');
    const spare = lanes().find(({ kind }) => kind !== 'context')?.pid;
    await eventually(() => lanes().every(({ rss }) => (rss ?? 0) > 0), 'all are there');
    const second = await py.context({ isolated: true });
    const pids = await Promise.all([first, second].map((each) => each.eval<number>(pidOf.expression)));
    if (before === 0) expect(pids[1]).toBe(spare);
    await Promise.all([first.close(), second.close()]);
    await eventually(() => pids.every((pid) => !isAlive(pid)), 'both have ended');
  });

  /** What the code rejects with that is interrupted once it runs. */
  async function interrupted(py: Python, context: PythonContext, code: string) {
    const running = new Promise<void>((resolve) => py.registerFunction('isolated_running', () => resolve()));
    const told = rejection(context.exec(`import ctypes, pyloom\npyloom.call("isolated_running")\n${code}`));
    await running;
    expect(context.interrupt()).toBe(true);
    return told;
  }

  it('is interrupted, and goes on', async () => {
    const py = await open({ process: { killAfter: 60_000 } });
    const context = await py.context({ isolated: true });
    expect(await interrupted(py, context, 'while True: pass')).toBeInstanceOf(PythonInterruptedError);
    expect(await context.eval('1 + 1')).toBe(2);
    expect(context.interrupt()).toBe(false);
  });

  it('ends with C code that keeps the GIL and is interrupted', async () => {
    const py = await open({ process: { killAfter: 100 } });
    const context = await py.context({ isolated: true });
    const pid = await context.eval<number>(pidOf.expression);
    expect(await interrupted(py, context, 'ctypes.PyDLL(None).sleep(1000)')).toBeInstanceOf(
      PythonInterruptedError,
    );
    await eventually(() => !isAlive(pid), 'the process has ended');
    await eventually(
      async () => (await rejection(context.eval('1'))) instanceof ClosedError,
      'the context is closed',
    );
  });

  it('takes nobody with it when it crashes, and is not started again', async () => {
    const py = await open();
    const context = await py.context({ isolated: true });
    const other = await py.context({ isolated: true });
    await other.exec('kept = 1');
    expect(await rejection(context.exec('import os; os.abort()'))).toBeInstanceOf(PythonCrashedError);
    expect(await rejection(context.eval('1'))).toBeInstanceOf(ClosedError);
    await context.close();
    expect(await other.eval('kept')).toBe(1);
    expect(await py.call('math', 'sqrt', [16])).toBe(4);
  });

  it('has the limits, the folder and the environment of the option process', async () => {
    const py = await open({
      process: { rlimits: { as: 2 ** 30 }, cwd: '/', env: { PYLOOM_TEST_ISOLATED: 'yes' } },
    });
    const context = await py.context({ isolated: true });
    expect(await rejection(context.exec('bytearray(2 ** 31)'))).toMatchObject({ type: 'MemoryError' });
    await context.exec('import os');
    expect(await context.eval('[os.getcwd(), os.environ["PYLOOM_TEST_ISOLATED"]]')).toEqual(['/', 'yes']);
  });

  // Free-threaded builds reserve 1 GiB when they start; a limit that came after that left nothing for the rest.
  it('starts within its limits each time', async () => {
    const py = await open({ process: { rlimits: { as: 2 ** 30 } } });
    for (let i = 0; i < 20; i++) {
      const context = await py.context({ isolated: true });
      await context.exec('import resource');
      expect(await context.eval('resource.getrlimit(resource.RLIMIT_AS)')).toEqual([2 ** 30, 2 ** 30]);
      await context.close();
    }
  });

  it('ends with its client', async () => {
    const py = await open();
    const context = await py.context({ isolated: true });
    const pid = await context.eval<number>(pidOf.expression);
    await py.close();
    await eventually(() => !isAlive(pid), 'the process has ended');
    expect(await rejection(context.eval('1'))).toBeInstanceOf(ClosedError);
  });

  it('has at once what another has waited for, and none waits for a client that has gone', async () => {
    const py = await open({ mode: 'multi_executor' });
    const others = () => ofProcesses().children.map(Number);
    const first = await py.context({ isolated: true });
    const used = await first.eval<number>(pidOf.expression);
    await first.close();
    await eventually(() => others().length === 1 && others()[0] !== used, 'one is kept ready');
    const [waiting] = others();
    const context = await py.context({ isolated: true });
    expect(await context.eval(pidOf.expression)).toBe(waiting);
    await eventually(() => others().length === 2, 'the next one is kept ready');
    await context.close();
    await py.context({ isolated: true });
    await py.close({ timeout: 0 });
    await eventually(() => others().length === 0, 'all have ended');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(others()).toEqual([]);
  });

  it('says what keeps it from starting, and refuses wrong options', async () => {
    const py = await open({ mode: 'multi_executor', process: { cwd: '/nowhere/at/all' } });
    const error = await rejection(py.context({ isolated: true }));
    expect(error).toBeInstanceOf(RuntimeStartError);
    expect(error.message).toContain('/nowhere/at/all');
    expect(await rejection(py.context({ isolated: true, home: true }))).toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
    });
    expect((await rejection(py.context({ isolated: 'yes' as never }))).message).toContain("'isolated'");
  });
});
