import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPython } from '../../src/discovery';
import { bareEnvironment, pyenvVersions, realPython, temporaryFolder } from './support';

const supported = (version: string) =>
  Number(version.split('.')[0]) > 2 && Number(version.split('.')[1]) >= 9;

describe.skipIf(pyenvVersions.length === 0)('the versions of pyenv', () => {
  it.each(pyenvVersions.filter(({ version }) => supported(version)))(
    '$version is described',
    async ({ version, folder }) => {
      const found = await findPython({ python: folder, env: bareEnvironment() });
      expect(found).toMatchObject({ version, prefix: folder, basePrefix: folder, venv: undefined });
      expect(found).toMatchObject({
        freeThreadedBuild: false,
        gilEnabled: true,
        executable: join(folder, 'bin/python3'),
      });
      expect(found.versionInfo.join('.')).toBe(version);
      expect(existsSync(found.library)).toBe(true);
      expect(found.library.startsWith(folder)).toBe(true);
    },
  );

  it.each(pyenvVersions.filter(({ version }) => !supported(version)))(
    '$version is refused as too old',
    async ({ version, folder }) => {
      await expect(findPython({ python: folder, env: bareEnvironment() })).rejects.toThrow(
        `is CPython ${version}, which is too old: pyloom needs 3.9 or later`,
      );
    },
  );
});

describe.skipIf(realPython === undefined)('a real Python', () => {
  const python = realPython as string;
  const ask = (executable: string, expression: string) =>
    execFileSync(executable, ['-c', `import sys; print(${expression})`], { encoding: 'utf8' }).trim();

  const runs = (executable: string) => spawnSync(executable, ['--version']).status === 0;

  it('is described as it describes itself', async () => {
    const found = await findPython({ python, env: bareEnvironment() });
    expect(found.executable).toBe(python);
    expect(found.versionInfo.join('.')).toBe(ask(python, `'%d.%d.%d' % sys.version_info[:3]`));
    expect(found.basePrefix).toBe(ask(python, 'sys.base_prefix'));
    expect(found.gilEnabled).toBe(ask(python, `getattr(sys, '_is_gil_enabled', lambda: True)()`) === 'True');
  });

  it('is found behind the python3 of the PATH, shim or not', async () => {
    const cwd = temporaryFolder();
    const expected = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
      encoding: 'utf8',
      cwd,
    }).trim();
    const { PYLOOM_PYTHON: _1, VIRTUAL_ENV: _2, ...env } = process.env;
    const found = await findPython({ cwd, env: { ...env, PYLOOM_NO_CACHE: '1' } });
    expect(realpathSync(found.executable)).toBe(realpathSync(expected));
  });

  it.each(['--symlinks', '--copies'])('is kept apart from its venv, made with %s', async (how) => {
    const venv = join(temporaryFolder(), 'a venv');
    execFileSync(python, ['-m', 'venv', '--without-pip', how, venv]);
    // A copy of an executable that finds its library by a relative rpath does not run, for anybody.
    if (how === '--copies' && !runs(join(venv, 'bin/python'))) {
      await expect(findPython({ python: venv, env: bareEnvironment() })).rejects.toThrow('libpython');
      return;
    }
    const base = await findPython({ python, env: bareEnvironment() });
    const found = await findPython({ python: venv, env: bareEnvironment() });
    const executable = join(venv, 'bin/python');
    const baseExecutable = ask(executable, 'sys._base_executable');
    expect(found).toEqual({ ...base, executable, baseExecutable, prefix: venv, venv });
    expect(ask(found.executable, 'sys.prefix')).toBe(venv);
  });

  it('leaves the venv when the link is outside of it, as CPython does', async () => {
    const folder = temporaryFolder();
    execFileSync(python, ['-m', 'venv', '--without-pip', join(folder, 'venv')]);
    symlinkSync(join(folder, 'venv/bin/python'), join(folder, 'python'));
    const found = await findPython({ python: join(folder, 'python'), env: bareEnvironment() });
    expect(found).toMatchObject({ executable: join(folder, 'python'), venv: undefined });
    expect(ask(found.executable, 'sys.prefix')).toBe(found.prefix);
  });

  it('is not fooled by modules in the working folder or by variables of Python', async () => {
    const cwd = temporaryFolder();
    for (const name of ['json', 'sysconfig', 'os'])
      writeFileSync(join(cwd, `${name}.py`), 'raise SystemExit("shadowed")');
    const env = bareEnvironment({ PYTHONPATH: cwd, PYTHONHOME: '/no/such', PYTHONSTARTUP: '/no/such' });
    const found = await findPython({ python, cwd, env });
    expect(found).toEqual(await findPython({ python, env: bareEnvironment() }));
  });
});
