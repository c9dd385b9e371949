import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ClosedError, PythonCrashedError, PythonTimeoutError } from '../../src/index';
import { clientsForTests, eventually, rejection } from '../support/client';
import { withinRestartWindow } from '../support/within-restart-window';

const source = `
import asyncio, ctypes, os, sys, time, pyloom

def pid():
    return os.getpid()

def crash():
    print('last words', file=sys.stderr, flush=True)
    ctypes.string_at(0)

def leave(code, last_words=b''):
    os.write(2, last_words)
    os._exit(code)

def crash_when_told():
    pyloom.call('running')
    ctypes.string_at(0)

def keep_gil(seconds):
    pyloom.call('running')
    ctypes.PyDLL(None).sleep(seconds)

async def wait_for_ever():
    await pyloom.call_async('waiting')
    await asyncio.sleep(1000)

counted = 0
def count():
    global counted
    counted += 1
    return counted
`;

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Threads that run at the moment of the signal go on for a little. */
const isStopped = (pid: number) =>
  readdirSync(`/proc/${pid}/task`).every((thread) =>
    /^State:\s+T/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')),
  );

describe.runIf(process.platform === 'linux')('a process that ends under its calls', () => {
  const open = clientsForTests();

  async function client(options: object = {}) {
    const py = await open({ mode: 'process', numProcesses: 2, ...options });
    await py.defineModule('processes_crashing', source);
    const call = <T>(name: string, args: unknown[] = [], limits = {}) =>
      py.call<T>('processes_crashing', name, args, limits);
    return { py, call };
  }

  it('rejects what ran there, with everything that is known', async () => {
    const { call } = await client();
    const error = await rejection(call('crash'));
    expect(error).toBeInstanceOf(PythonCrashedError);
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_CRASHED', signal: 'SIGSEGV', started: true });
    expect(error).not.toHaveProperty('exitCode');
    expect(error.traceback).toContain('processes_crashing');
    expect(error.stderr).toContain('last words');
    expect(isAlive(error.pid as number)).toBe(false);
  });

  it('tells the exit code of one that left by itself', async () => {
    const { call } = await client();
    const error = await rejection(call('leave', [7]));
    expect(error).toMatchObject({ exitCode: 7, started: true });
    expect(error).not.toHaveProperty('signal');
  });

  // It was a ConversionError, and the end of the process was lost with it.
  it('tells last words that are no UTF-8', async () => {
    const { call } = await client();
    const error = await rejection(call('leave', [7, Buffer.from('caf\xe9 \u20ac', 'latin1')]));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_CRASHED', stderr: 'caf\ufffd \ufffd' });
  });

  it('is started anew, with what was defined, and without what was computed', async () => {
    const { py, call } = await client({ numProcesses: 1 });
    await py.exec('kept = 1');
    expect([await call('count'), await call('count')]).toEqual([1, 2]);
    await rejection(call('crash'));
    expect(await call('count')).toBe(1);
    expect(await rejection(py.eval('kept'))).toMatchObject({ type: 'NameError' });
  });

  it('takes no call with it that had not begun, and runs none twice', async () => {
    const { py, call } = await client({ numProcesses: 1, maxConcurrent: 200 });
    const ran: number[] = [];
    py.registerFunction('ran', (n: number) => ran.push(n));
    await py.defineModule(
      'processes_counting',
      'import pyloom\ndef run(n):\n    pyloom.call("ran", n)\n    return n',
    );
    const calls = Array.from({ length: 100 }, (_, n) =>
      n === 20 ? call('crash') : py.call<number>('processes_counting', 'run', [n]),
    );
    const outcomes = await Promise.allSettled(calls);
    const lost = outcomes.flatMap((outcome, n) => {
      if (outcome.status === 'fulfilled') return [];
      expect(outcome.reason).toMatchObject({ name: 'PythonCrashedError', started: true });
      return [n];
    });
    expect(lost).toContain(20);
    // Those that had begun as well, of which there are not many at a time.
    expect(lost.length).toBeLessThan(10);
    const others = calls.map((_, n) => n).filter((n) => !lost.includes(n));
    expect(outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))).toEqual(
      others,
    );
    expect(new Set(ran).size).toBe(ran.length);
    expect(others.filter((n) => !ran.includes(n))).toEqual([]);
  });

  it('leaves calls alone that run in others', async () => {
    const { py, call } = await client();
    let crash = () => {};
    const told = new Promise<void>((resolve) => {
      crash = resolve;
    });
    const running = new Promise<void>((resolve) => {
      py.registerFunction('running', () => {
        resolve();
        return told;
      });
    });
    const crashing = rejection(call('crash_when_told'));
    await running;
    const pids = await Promise.all(Array.from({ length: 20 }, () => call<number>('pid')));
    crash();
    expect(await crashing).toBeInstanceOf(PythonCrashedError);
    expect(pids.every((pid) => typeof pid === 'number')).toBe(true);
  });

  it('makes ClosedErrors of references and contexts that lived there', async () => {
    const { py } = await client({ numProcesses: 1 });
    const reference = await py.eval<never>('object()');
    const context = await py.context();
    await context.exec('a = 1');
    expect(await rejection(context.exec('import ctypes; ctypes.string_at(0)'))).toBeInstanceOf(
      PythonCrashedError,
    );
    expect(await rejection(py.call('builtins', 'id', [reference]))).toBeInstanceOf(ClosedError);
    expect(await rejection(context.eval('a'))).toBeInstanceOf(ClosedError);
  });

  it('is not started for ever', () =>
    withinRestartWindow(async () => {
      const { call } = await client({ numProcesses: 1, process: { maxRestarts: 2 } });
      for (let i = 0; i < 3; i++) expect(await rejection(call('crash'))).toBeInstanceOf(PythonCrashedError);
      expect(await rejection(call('pid'))).toMatchObject({ name: 'PythonCrashedError', started: false });
    }));

  it('is ended where C code outlasts a time limit', async () => {
    const { py, call } = await client({ numProcesses: 1, process: { killAfter: 100 } });
    py.registerFunction('running', () => {});
    const pid = await call<number>('pid');
    const stuck = call('keep_gil', [1000], { timeout: 50 });
    expect(await rejection(stuck)).toBeInstanceOf(PythonTimeoutError);
    expect(await call<number>('pid')).not.toBe(pid);
    await eventually(() => !isAlive(pid), 'the process is gone');
  });

  it('is ended where it does not even begin calls, by their time limits', async () => {
    const { call } = await client({ numProcesses: 1, process: { killAfter: 100 } });
    const pid = await call<number>('pid');
    process.kill(pid, 'SIGSTOP');
    await eventually(() => isStopped(pid), 'it stands still');
    expect(await rejection(call('pid', [], { timeout: 50 }))).toBeInstanceOf(PythonTimeoutError);
    expect(await call<number>('pid')).not.toBe(pid);
  });

  it('is left alone where calls wait for one that takes long', async () => {
    const { py, call } = await client({ numProcesses: 1, process: { killAfter: 50 } });
    let running = () => {};
    const begun = new Promise<void>((resolve) => {
      running = resolve;
    });
    py.registerFunction('running', () => running());
    const pid = await call<number>('pid');
    const long = call('keep_gil', [1]);
    await begun;
    expect(await rejection(call('pid', [], { timeout: 50 }))).toBeInstanceOf(PythonTimeoutError);
    await long;
    expect(await call<number>('pid')).toBe(pid);
  });

  it('says to other calls there which one took them along', async () => {
    const { py, call } = await client({ numProcesses: 1, process: { killAfter: 100 } });
    py.registerFunction('running', () => {});
    const waiting = new Promise<void>((resolve) => py.registerFunction('waiting', () => resolve()));
    const bystander = rejection(call('wait_for_ever'));
    await waiting;
    expect(await rejection(call('keep_gil', [1000], { timeout: 200 }))).toBeInstanceOf(PythonTimeoutError);
    const error = await bystander;
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_CRASHED', signal: 'SIGKILL', started: true });
    expect(error.message).toContain(
      'since processes_crashing.keep_gil did not end within 100 ms (process.killAfter) of being interrupted',
    );
  });

  it('is told to callSync as well', async () => {
    const { py } = await client();
    expect(() => py.callSync('processes_crashing', 'crash')).toThrow(PythonCrashedError);
    expect(py.callSync('math', 'sqrt', [16])).toBe(4);
  });
});
