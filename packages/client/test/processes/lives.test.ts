import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { findPython } from '@pyloom/core-native';
import { describe, expect, it } from 'vitest';
import { createPython, RuntimeStartError } from '../../src/index';
import { clientsForTests, eventually, rejection } from '../support/client';
import { ofProcesses, openDescriptors } from '../support/of-processes';

const run = promisify(execFile);
/** Two at most, each of a version of its own. */
const otherPythons = await pythonsBeside(process.env.PYLOOM_PYTHON);

async function pythonsBeside(own: string | undefined): Promise<string[]> {
  const paths = (process.env.PYLOOM_TEST_PYTHONS ?? '').split(delimiter).filter(Boolean);
  const found = await Promise.all([...(own ? [own] : []), ...paths].map((python) => findPython({ python })));
  const ofVersion = new Map(found.reverse().map(({ version, executable }) => [version, executable]));
  ofVersion.delete((await findPython()).version);
  return [...ofVersion.values()].slice(0, 2);
}

const client = new URL('../../dist/index.js', import.meta.url).href;

const isAlive = (pid: number) => {
  try {
    // A zombie is as good as gone, for whoever inherits it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe.runIf(process.platform === 'linux')('processes', () => {
  const open = clientsForTests();

  it('run at once as many as were asked for', async () => {
    const py = await open({ mode: 'process', numProcesses: 2 });
    await py.defineModule(
      'processes_meeting',
      `
import os, pyloom
def meet():
    pyloom.state_incr('arrived')
    while pyloom.state_get('arrived') < 2:
        pass
    return os.getpid()
`,
    );
    const pids = await Promise.all([1, 2].map(() => py.call<number>('processes_meeting', 'meet')));
    expect(new Set(pids).size).toBe(2);
    expect(py.executionMode).toBe('process');
  });

  it('are replaced between calls after maxCalls', async () => {
    const py = await open({ mode: 'process', numProcesses: 1, process: { maxCalls: 5 } });
    const pids = new Set<number>();
    for (let i = 0; i < 30; i++) pids.add(await py.call<number>('os', 'getpid'));
    expect(pids.size).toBeGreaterThan(2);
  });

  it('have the environment, the folder and the limits that were asked for', async () => {
    const py = await open({
      mode: 'process',
      numProcesses: 1,
      process: { env: { PYLOOM_TEST_ADDED: 'yes', HOME: undefined }, cwd: '/', rlimits: { nofile: 100 } },
    });
    expect(
      await py.eval(
        '[os.environ.get("PYLOOM_TEST_ADDED"), os.environ.get("HOME"), os.getcwd()] if (os := __import__("os")) else 0',
      ),
    ).toEqual(['yes', null, '/']);
    expect(await py.eval('__import__("resource").getrlimit(__import__("resource").RLIMIT_NOFILE)[0]')).toBe(
      100,
    );
  });

  it('reject createPython with what keeps them from starting', async () => {
    const error = await rejection(createPython({ mode: 'process', process: { cwd: '/nowhere/at/all' } }));
    expect(error).toBeInstanceOf(RuntimeStartError);
    expect(error.message).toContain('/nowhere/at/all');
  });

  it('end with their client', async () => {
    const py = await createPython({ mode: 'process', numProcesses: 2 });
    const pid = await py.call<number>('os', 'getpid');
    await py.close();
    await eventually(() => !isAlive(pid), 'the process has ended');
  });

  it('leave no descriptor, no mapping and no process behind', async () => {
    const none = { children: [], descriptors: [], mappings: [] };
    const ended = (what: string) => eventually(() => isDeepStrictEqual(ofProcesses(), none), what);
    await (await createPython({ mode: 'process', numProcesses: 1 })).close();
    await ended('nothing of the first is left');
    const before = openDescriptors();
    for (let i = 0; i < 3; i++) {
      const py = await createPython({ mode: 'process', numProcesses: 2, process: { maxCalls: 8 } });
      // On each of the threads that listen, and with some that are retired.
      for (let n = 0; n < 10; n++)
        expect([py.callSync('math', 'sqrt', [n * n]), await py.eval('1')]).toEqual([n, 1]);
      await py.parallel(Array.from({ length: 4 }, () => ['os', 'getpid'] as const));
      const { children, descriptors, mappings } = ofProcesses();
      for (const had of [children, descriptors, mappings]) expect(had).not.toEqual([]);
      await py.close();
    }
    await ended('nothing of the others is left');
    await eventually(() => openDescriptors() <= before, 'no more descriptors than before');
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('end when Node is ended by %s', async (signal) => {
    const code = `
      const { createPython } = await import('${client}');
      const py = await createPython({ mode: 'process', numProcesses: 2 });
      await py.exec('import os, time');
      console.log(await py.eval('os.getpid()'));
      py.exec('time.sleep(1000)').catch(() => {});
      py.exec('import ctypes; ctypes.PyDLL(None).sleep(1000)').catch(() => {});
      setTimeout(() => process.kill(process.pid, '${signal}'), 50);
      setInterval(() => {}, 1000);
    `;
    const ended = await run(process.execPath, ['--input-type=module', '-e', code]).catch((error) => error);
    const pid = Number(ended.stdout);
    expect(pid).toBeGreaterThan(0);
    await eventually(() => !isAlive(pid), 'the process has ended');
  });

  it('flush what was printed when Node ends', async () => {
    const code = `
      const { createPython } = await import('${client}');
      const py = await createPython({ mode: 'process', numProcesses: 1 });
      await py.exec('import sys; print("printed"); print("complained", file=sys.stderr)');
    `;
    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', code]);
    expect([stdout, stderr]).toEqual(['printed\n', 'complained\n']);
  });

  it('end when the worker thread ends that asked for them', async () => {
    const code = `
      import { Worker } from 'node:worker_threads';
      const worker = new Worker(\`
        (async () => {
          const { createPython } = await import('${client}');
          const py = await createPython({ mode: 'process', numProcesses: 1 });
          (await import('node:worker_threads')).parentPort.postMessage(await py.eval('__import__("os").getpid()'));
        })();
        setInterval(() => {}, 1000);
      \`, { eval: true });
      worker.on('message', async (pid) => {
        await worker.terminate();
        for (let i = 0; i < 500; i++) {
          try { process.kill(pid, 0); } catch { console.log('gone'); process.exit(); }
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        process.exit(1);
      });
    `;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code]);
    expect(stdout).toBe('gone\n');
  });

  it.runIf(otherPythons.length > 0)('of other Pythons run beside this one', async () => {
    const first = await open({ mode: 'process', numProcesses: 1 });
    const others = await Promise.all(
      otherPythons.map((python) => open({ mode: 'process', numProcesses: 1, python })),
    );
    const all = [first, ...others];
    const executables = await Promise.all(all.map((py) => py.eval<string>('__import__("sys").executable')));
    expect(executables).toEqual(all.map(({ executable }) => executable));
    const versions = await Promise.all(
      all.map((py) => py.eval<string>('__import__("sys").version.split()[0]')),
    );
    expect(versions).toEqual(all.map(({ version }) => version));
    expect(new Set(versions).size).toBe(all.length);
  });
});
