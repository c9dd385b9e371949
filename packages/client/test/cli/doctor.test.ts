import { describe, expect, it } from 'vitest';
import { clientForFile } from '../support/client';
import { runCli } from '../support/run-cli';

const py = await clientForFile();

describe('pyloom doctor', () => {
  it('tells which Python runs, in which mode, and why', async () => {
    const { code, stdout, stderr } = await runCli(['doctor']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const fact of [py.version, py.executable, py.executionMode, py.executionModeReason, 'libpython']) {
      expect(stdout).toContain(fact);
    }
    expect(stdout).toContain('all is well');
    if (process.platform === 'linux') expect(stdout).toContain("createPython({ mode: 'process' })");
  });

  it('tells programs', async () => {
    const { stdout } = await runCli(['doctor', '--json', '--python', py.executable]);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      versions: { node: process.versions.node },
      python: { version: py.version, executable: py.executable, foundBy: 'the python option', venv: null },
      mode: { name: py.executionMode, reason: py.executionModeReason, executors: py.numExecutors },
    });
  });

  it.runIf(process.platform === 'linux')('tells how to get Ray where there is none', async () => {
    const { stdout } = await runCli(['doctor', '--json']);
    expect(JSON.parse(stdout).ray).toEqual({ version: null, how: `${py.executable} -m pip install ray` });
    expect((await runCli(['doctor'])).stdout).toContain(`${py.executable} -m pip install ray`);
  });

  it('tells what would be faster', async () => {
    const { stdout } = await runCli(['doctor', '--json']);
    const { advice } = JSON.parse(stdout) as { advice: { what: string; how: string }[] };
    const all = advice.map(({ how }) => how).join('; ');
    if (py.executionMode === 'multi_executor') expect(all).toContain("createPython({ mode: 'process' })");
    else expect(all).not.toContain("mode: 'process'");
    const text = (await runCli(['doctor'])).stdout.replaceAll(/ +/g, ' ');
    expect(text).toContain(`faster with ${advice[0]?.how ?? 'nothing'}`);
  });

  it('tells what is wrong, and what to do about it', async () => {
    const { code, stdout } = await runCli(['doctor', '--json', '-p', '/nowhere/python']);
    expect(code).toBe(1);
    const { ok, error } = JSON.parse(stdout);
    expect(ok).toBe(false);
    expect(error).toMatchObject({
      code: 'ERR_PYLOOM_PYTHON_NOT_FOUND',
      tried: [expect.stringContaining('/nowhere/python')],
    });
    expect(error.message).toContain('What to do');
    expect((await runCli(['doctor', '-p', '/nowhere/python'])).stdout).toContain('What to do');
  });
});
