import { describe, expect, it } from 'vitest';
import { PythonNotFoundError } from '../../src/index';
import { clientsForTests, rejection } from '../support/client';
import { python } from '../support/python';
import { pythonWithoutLibrary } from '../support/python-without-library';
import { runCli } from '../support/run-cli';

const open = clientsForTests();

describe.runIf(process.platform === 'linux')('a Python without a shared library', () => {
  it('runs in processes, and says why', async () => {
    const executable = pythonWithoutLibrary(python.executable);
    const py = await open({ python: executable, mode: 'auto', workers: 2 });
    expect(py.executionMode).toBe('process');
    expect(py.executionModeReason).toBe(
      `CPython ${py.version} has no shared library here that could be loaded into this process, but runs in processes of its own`,
    );
    expect([py.executable, py.numExecutors, py.subinterpSupported]).toEqual([executable, 2, false]);
    expect(await py.call('math', 'sqrt', [16])).toBe(4);
    expect(await py.eval('__import__("os").getpid()')).not.toBe(process.pid);
  });

  it('is refused for another mode, with what would help', async () => {
    const executable = pythonWithoutLibrary(python.executable);
    const error = await rejection(open({ python: executable, mode: 'multi_executor' }));
    expect(error).toBeInstanceOf(PythonNotFoundError);
    expect(error.message).toContain('without its shared library');
    expect(error.message).toContain("createPython({ mode: 'process' })");
  });

  it('is well, for pyloom doctor', async () => {
    const executable = pythonWithoutLibrary(python.executable);
    const { code, stdout } = await runCli(['doctor', '--json', '--python', executable]);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      python: { executable, library: '' },
      mode: { name: 'process' },
      processes: { works: true },
    });
    expect(code).toBe(0);
    expect((await runCli(['doctor', '--python', executable])).stdout).toMatch(/libpython +none/);
  });
});
