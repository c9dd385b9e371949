import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPyloomError } from '@pyloom/common';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { findPython, PythonNotFoundError } from '../../src/discovery';
import { bareEnvironment, factsOf, fakeInstallation, fakePython, script, temporaryFolder } from './support';

async function failureOf(promise: Promise<unknown>): Promise<PythonNotFoundError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PythonNotFoundError);
  return error as PythonNotFoundError;
}

describe('the order of places', () => {
  function everywhere() {
    const cwd = temporaryFolder();
    const installation = (name: string) => fakeInstallation(join(cwd, name)).executable;
    const executables = {
      option: installation('option'),
      variable: installation('variable'),
      virtualEnv: installation('virtual-env'),
      dotVenv: installation('.venv'),
      path: installation('path'),
    };
    const env = bareEnvironment({
      PYLOOM_PYTHON: executables.variable,
      VIRTUAL_ENV: join(cwd, 'virtual-env'),
      PATH: join(cwd, 'path/bin'),
    });
    return { cwd, env, executables };
  }

  it('takes the python option before all else', async () => {
    const { cwd, env, executables } = everywhere();
    const found = await findPython({ python: 'option', cwd, env });
    expect(found).toMatchObject({ executable: executables.option, source: 'the python option' });
  });

  it('goes on with $PYLOOM_PYTHON, $VIRTUAL_ENV, ./.venv and the PATH', async () => {
    const { cwd, env, executables } = everywhere();
    const { PYLOOM_PYTHON: _1, ...withoutVariable } = env;
    const { VIRTUAL_ENV: _2, ...withoutVenv } = withoutVariable;
    const expected = [
      [env, cwd, executables.variable, '$PYLOOM_PYTHON'],
      [withoutVariable, cwd, executables.virtualEnv, '$VIRTUAL_ENV'],
      [withoutVenv, cwd, executables.dotVenv, './.venv'],
      [withoutVenv, join(cwd, 'path'), executables.path, 'python3 on the PATH'],
    ] as const;
    for (const [environment, folder, executable, source] of expected) {
      expect(await findPython({ cwd: folder, env: environment })).toMatchObject({ executable, source });
    }
  });

  it('looks for python on the PATH when there is no python3', async () => {
    const folder = temporaryFolder();
    fakeInstallation(folder);
    const python = fakePython(
      join(folder, 'other/python'),
      factsOf(folder, { executable: join(folder, 'other/python') }),
    );
    const found = await findPython({ cwd: folder, env: bareEnvironment({ PATH: join(folder, 'other') }) });
    expect(found).toMatchObject({ executable: python, source: 'python on the PATH' });
  });

  it('passes over a Python on the PATH that cannot be used', async () => {
    const folder = temporaryFolder();
    script(join(folder, 'broken/python3'), 'exit 3');
    const { executable } = fakeInstallation(join(folder, 'good'));
    const PATH = [join(folder, 'missing'), join(folder, 'broken'), join(folder, 'good/bin')].join(':');
    expect(await findPython({ cwd: folder, env: bareEnvironment({ PATH }) })).toMatchObject({ executable });
  });

  it('does not pass over a Python anywhere else that cannot be used', async () => {
    const folder = temporaryFolder();
    const { executable } = fakeInstallation(join(folder, 'good'));
    script(join(folder, '.venv/bin/python'), 'exit 3');
    const error = await failureOf(
      findPython({ cwd: folder, env: bareEnvironment({ PATH: join(executable, '..') }) }),
    );
    expect(error.message).toContain(
      `The Python from ./.venv cannot be used: ${folder}/.venv/bin/python ended with exit code 3`,
    );
    expect(error.tried).toHaveLength(3);
  });

  it('goes on, with a warning, when $PYLOOM_PYTHON names nothing that exists', async () => {
    const folder = temporaryFolder();
    const { executable } = fakeInstallation(folder);
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const env = bareEnvironment({ PYLOOM_PYTHON: '/no/such', PATH: join(folder, 'bin') });
    expect(await findPython({ cwd: folder, env })).toMatchObject({ executable });
    const text = `$PYLOOM_PYTHON: /no/such does not exist. Taken instead: ${executable} (python3 on the PATH).`;
    expect(warn.mock.calls).toEqual([[text, 'PyloomWarning']]);
  });

  it('leaves a file called .venv to the tools that write it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.venv'), '/somewhere/else');
    const { executable } = fakeInstallation(folder);
    const env = bareEnvironment({ PATH: join(folder, 'bin') });
    expect(await findPython({ cwd: folder, env })).toMatchObject({ executable });
  });
});

describe('what may be named', () => {
  it('an executable, relative to the working folder', async () => {
    const cwd = temporaryFolder();
    const { executable, library } = fakeInstallation(join(cwd, 'py'));
    const found = await findPython({ python: 'py/bin/python3', cwd, env: bareEnvironment() });
    expect(found).toMatchObject({ executable, library, prefix: join(cwd, 'py'), venv: undefined });
  });

  it('an installation that has versioned names only: the newest', async () => {
    const cwd = temporaryFolder();
    const { executable } = fakeInstallation(cwd);
    for (const name of ['python3.9', 'python3.13', 'python3.13t', 'python3.13-config']) {
      const path = join(cwd, 'alt/bin', name);
      fakePython(path, factsOf(cwd, { executable: path }));
    }
    expect(executable).not.toContain('alt');
    const found = await findPython({ python: 'alt', cwd, env: bareEnvironment() });
    expect(found.executable).toBe(join(cwd, 'alt/bin/python3.13'));
  });

  it('a bare name that is on the PATH, even beside a folder of that name', async () => {
    const cwd = temporaryFolder();
    const { executable } = fakeInstallation(join(cwd, 'py'));
    mkdirSync(join(cwd, 'python3'));
    const env = bareEnvironment({ PATH: join(cwd, 'py/bin') });
    expect(await findPython({ python: 'python3', cwd, env })).toMatchObject({ executable });
  });

  it('a script that starts a Python elsewhere: the one that it starts is given', async () => {
    const cwd = temporaryFolder();
    const { executable } = fakeInstallation(join(cwd, 'real'));
    const shim = script(join(cwd, 'shims/python3'), `echo a word before; exec ${executable} "$@"`);
    expect(await findPython({ python: shim, cwd, env: bareEnvironment() })).toMatchObject({ executable });
  });
});

describe('what cannot be used', () => {
  const reasonOf = async (python: string, env = bareEnvironment()) => {
    const error = await failureOf(findPython({ python, cwd: '/', env }));
    expect(error).toMatchObject({ name: 'PythonNotFoundError', code: 'ERR_PYLOOM_PYTHON_NOT_FOUND' });
    expect(isPyloomError(error)).toBe(true);
    expect(error.tried).toHaveLength(1);
    return (error.tried[0] as string).replace(`the python option: `, '').replace(python, 'it');
  };

  it('a path where nothing is', async () => {
    expect(await reasonOf('/no/such/python')).toBe('it does not exist');
    expect(await reasonOf('/etc/passwd/python')).toBe('it does not exist');
  });

  it('a name that is nowhere', async () => {
    expect(await reasonOf('python4')).toBe('/it does not exist, nor is there a python4 on the PATH');
  });

  it('a folder without a Python', async () => {
    const reason = 'it is a folder without a Python in it (looked for bin/python3, bin/python)';
    expect(await reasonOf(temporaryFolder())).toBe(reason);
  });

  it('a file that is not executable', async () => {
    const file = script(join(temporaryFolder(), 'python3'), '');
    chmodSync(file, 0o644);
    expect(await reasonOf(file)).toBe('it is not executable');
  });

  it('a venv whose Python is gone', async () => {
    const venv = temporaryFolder();
    writeFileSync(join(venv, 'pyvenv.cfg'), 'home = /gone/bin\n');
    mkdirSync(join(venv, 'bin'));
    symlinkSync('/gone/bin/python3.10', join(venv, 'bin/python'));
    const error = await failureOf(findPython({ python: venv, env: bareEnvironment() }));
    expect(error.message).toContain(`${venv}/bin/python is a broken link to /gone/bin/python3.10`);
    expect(error.message).toContain('python3 -m venv --clear');
  });

  it('a program that prints something else', async () => {
    const folder = temporaryFolder();
    const garbage = script(join(folder, 'garbage'), `echo 'hello "you"'; echo pyloom:nonsense`);
    expect(await reasonOf(garbage)).toBe(
      String.raw`it is not a Python: asked for its version, it printed "hello \"you\"\npyloom:nonsense"`,
    );
    const silent = script(join(folder, 'silent'), '');
    expect(await reasonOf(silent)).toBe('it is not a Python: asked for its version, it printed nothing');
    const incomplete = script(join(folder, 'incomplete'), `echo 'pyloom:{"version":"3.13.0"}'`);
    expect(await reasonOf(incomplete)).toContain('is not a Python');
  });

  it('a program that prints without end', async () => {
    const endless = script(join(temporaryFolder(), 'python3'), `while echo ${'y'.repeat(4096)}; do :; done`);
    expect(await reasonOf(endless)).toBe('it is not a Python: asked for its version, it printed over 1 MiB');
  });

  it('a program that fails: what it said is passed on', async () => {
    const folder = temporaryFolder();
    const plain = script(
      join(folder, 'plain'),
      'echo "shim: no version set" >&2; echo "try shim --help" >&2; exit 127',
    );
    expect(await reasonOf(plain)).toBe(
      'it ended with exit code 127 when asked for its version: "shim: no version set"',
    );
    const python = script(
      join(folder, 'python'),
      `printf 'Traceback (most recent call last):\\n  File x\\nImportError: no json\\n' >&2; exit 1`,
    );
    expect(await reasonOf(python)).toBe(
      'it ended with exit code 1 when asked for its version: "ImportError: no json"',
    );
  });

  it('a program that crashes', async () => {
    const crash = script(join(temporaryFolder(), 'python3'), 'kill -SEGV $$');
    expect(await reasonOf(crash)).toBe('it was ended by SIGSEGV when asked for its version');
  });

  it('a program that cannot be started', async () => {
    const folder = temporaryFolder();
    const orphan = join(folder, 'orphan');
    writeFileSync(orphan, '#!/no/such/interpreter\n', { mode: 0o755 });
    expect(await reasonOf(orphan)).toMatch(/^it could not be started: .* is missing \(ENOENT\)$/);
  });

  it('a program that waits for input', async () => {
    const waiting = script(join(temporaryFolder(), 'python3'), 'read line; exit 4');
    expect(await reasonOf(waiting)).toBe('it ended with exit code 4 when asked for its version');
  });

  it.each([
    [
      'CPython 2.7',
      { version: '2.7.18', versionInfo: [2, 7, 18] },
      'is CPython 2.7.18, which is too old: pyloom needs 3.9 or later',
    ],
    [
      'CPython 3.8',
      { version: '3.8.18', versionInfo: [3, 8, 18] },
      'is CPython 3.8.18, which is too old: pyloom needs 3.9 or later',
    ],
    [
      'PyPy',
      { implementation: 'pypy', version: '3.10.14' },
      "is PyPy (Python 3.10.14), not CPython: pyloom works with CPython's own library",
    ],
  ] as const)('%s', async (_, changes, reason) => {
    const folder = temporaryFolder();
    const python = fakePython(join(folder, 'python3'), factsOf(folder, changes as never));
    expect(await reasonOf(python)).toBe(`it ${reason}`);
  });

  it('a CPython that was linked statically and has no shared library', async () => {
    const folder = temporaryFolder();
    const python = fakePython(
      join(folder, 'bin/python3'),
      factsOf(folder, { config: { INSTSONAME: 'libpython3.13.a' } }),
    );
    const error = await failureOf(findPython({ python, env: bareEnvironment() }));
    expect(error.message).toContain(
      `without its shared library, libpython3.13.so.1.0, which pyloom loads (looked in ${folder}/lib`,
    );
    expect(error.message).toContain('./configure --enable-shared');
    expect(await findPython({ python, env: bareEnvironment(), mayLackLibrary: true })).toMatchObject({
      executable: python,
      library: '',
    });
  });
});

describe('options', () => {
  it.each([
    [{ python: '' }, "The option 'python' must be the path of a python executable"],
    [{ python: 3 }, 'not 3'],
    [{ python: 'a\0b' }, "The option 'python'"],
    [{ cwd: 3 }, "The option 'cwd' must be the path of a folder, not 3"],
    [{ env: null }, "The option 'env' must be an object like process.env, not null"],
    [{ env: ['A=1'] }, "The option 'env' must be an object like process.env, not [ 'A=1' ]"],
    [{ mayLackLibrary: 1 }, "The option 'mayLackLibrary' must be true or false, not 1"],
    [{ pyhton: 'python3' }, "Unknown key 'pyhton'"],
    [null, 'must be an object, not null'],
  ])('refuses %j', async (options, message) => {
    const promise = findPython(options as never);
    await expect(promise).rejects.toThrow(message);
    await expect(promise).rejects.toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
  });
});

it('tells whether the GIL will be on', async () => {
  const folder = temporaryFolder();
  const { executable } = fakeInstallation(folder, { freeThreadingBuild: true });
  const find = (env: NodeJS.ProcessEnv) => findPython({ python: executable, env: bareEnvironment(env) });
  expect(await find({})).toMatchObject({ freeThreadedBuild: true, gilEnabled: false });
  expect(await find({ PYTHON_GIL: '1' })).toMatchObject({ freeThreadedBuild: true, gilEnabled: true });
  const plain = fakeInstallation(join(folder, 'plain')).executable;
  const found = await findPython({ python: plain, env: bareEnvironment() });
  expect(found).toMatchObject({ freeThreadedBuild: false, gilEnabled: true });
});
