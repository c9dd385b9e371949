import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { clientsForTests, eventually, rejection } from '../support/client';

const client = new URL('../../dist/index.js', import.meta.url).href;

/** Runs as a program of its own what is to be seen by its whole process group. */
const program = (code: string) => [
  process.execPath,
  '--input-type=module',
  '-e',
  `const { createPython } = await import('${client}');\n${code}`,
];

/** What a program prints, with a process group of its own: a terminal's foreground job. */
async function printedBy([program, ...args]: string[]): Promise<string> {
  const started = spawn(program as string, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  started.stdout.on('data', (text) => {
    printed += text;
  });
  await once(started, 'close');
  return printed;
}

describe.runIf(process.platform === 'linux')('a process', () => {
  const open = clientsForTests();

  it('goes on at a Ctrl-C that JavaScript handles', async () => {
    const code = `
      const py = await createPython({ mode: 'process', numProcesses: 2 });
      const pid = await py.eval('__import__("os").getpid()');
      const handled = new Promise((resolve) => process.on('SIGINT', resolve));
      const waiting = py.exec('import pyloom; pyloom.call("wait")');
      py.registerFunction('wait', () => handled);
      process.kill(-process.pid, 'SIGINT');
      await waiting;
      await py.exec('import asyncio, threading; threading.Thread(target=len, args=["x"]).start(); asyncio.run(asyncio.sleep(0))');
      const context = await py.context();
      console.log(await py.call('asyncio', 'sleep', [0, 1]), await context.eval('2'), pid === await py.eval('__import__("os").getpid()'));
      await py.close();
    `;
    expect(await printedBy(program(code))).toBe('1 2 true\n');
  });

  it.each(['SIGTERM', 'SIGHUP'])('goes on at a %s to all, which JavaScript handles', async (signal) => {
    const code = `
      const py = await createPython({ mode: 'process', numProcesses: 2 });
      const stopping = new Promise((resolve) => process.on('${signal}', resolve));
      py.registerFunction('wait', () => stopping.then(() => undefined));
      await py.exec('import os, pyloom');
      const pid = await py.eval('os.getpid()');
      const calls = [py.exec('pyloom.call("wait")'), py.call('time', 'sleep', [0.2])];
      process.kill(-process.pid, '${signal}');
      await Promise.all(calls);
      console.log(pid === await py.eval('os.getpid()'), py.stats().lanes.map(({ restarts }) => restarts).join());
      await py.close();
    `;
    expect(await printedBy(program(code))).toMatch(/^true 0(,0)*\n$/);
  });

  it('starts beside any number of signals to all', async () => {
    const code = `
      let count = 0;
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => count++);
      const py = await createPython({ mode: 'process', numProcesses: 1 });
      const answer = py.eval('6 * 7');
      let isOver = false;
      answer.finally(() => { isOver = true; });
      while (!isOver) {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.kill(-process.pid, signal);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      while (count === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      console.log(await answer, py.stats().lanes[0].restarts);
      await py.close();
    `;
    expect(await printedBy(program(code))).toBe('42 0\n');
  });

  it('ends by a SIGTERM of its own', async () => {
    const py = await open({ mode: 'process', numProcesses: 1 });
    const error = await rejection(py.exec('import os, time; os.kill(os.getpid(), 15); time.sleep(60)'));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_CRASHED', signal: 'SIGTERM' });
  });

  it('starts programs and forks processes that signals end as ever', async () => {
    const py = await open({ mode: 'process', numProcesses: 1 });
    await py.exec(`
import multiprocessing, os, signal, subprocess, time
def program(number):
    started = subprocess.Popen(['sleep', '60'])
    started.send_signal(number)
    return started.wait()
def fork():
    process = multiprocessing.get_context('fork').Process(target=time.sleep, args=[60])
    process.start()
    process.terminate()
    process.join()
    return process.exitcode
def masked():
    return sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))
`);
    for (const number of [1, 2, 15]) expect(await py.call('__main__', 'program', [number])).toBe(-number);
    expect(await py.call('__main__', 'fork')).toBe(-15);
    expect(await py.call('__main__', 'masked')).toEqual([]);
  });

  it.each([Infinity, 600_000])('that is killed after %s ms is interrupted soon', async (killAfter) => {
    const py = await open({ mode: 'process', numProcesses: 1, process: { killAfter } });
    // As C libraries do that handle it: Python code is not run, where the GIL is kept.
    await py.exec(`
import ctypes, pyloom
def keep():
    libc = ctypes.PyDLL(None)
    libc.signal(2, 0)
    while True:
        try:
            pyloom.state_set('keeps', True)
            while True:
                libc.pause()
        except BaseException:
            pass
`);
    const pid = await py.eval('__import__("os").getpid()');
    const controller = new AbortController();
    const kept = rejection(py.call('__main__', 'keep', [], { signal: controller.signal }));
    await eventually(() => py.state.get('keeps') === true, 'the call has begun');
    controller.abort(new Error('enough'));
    expect((await kept).message).toBe('enough');
    expect(await py.eval('__import__("os").getpid()')).not.toBe(pid);
  });
});
