import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { findPython, listPythons } from '../../src/discovery';
import type { PythonFacts } from '../../src/discovery/python-facts';
import { bareEnvironment, factsOf, fakeInstallation, fakePython, temporaryFolder } from './support';

/** A machine of its own: nothing but what a test puts there, and what the system of the machine below has. */
function machine() {
  const cwd = temporaryFolder();
  const home = join(cwd, 'home');
  const env = bareEnvironment({ HOME: home, PATH: join(cwd, 'path/bin') });
  const install = (folder: string, version: string, changes: Partial<PythonFacts> = {}) => {
    const versionInfo = version.split('.').map(Number) as [number, number, number];
    // Called as the one of a 3.13 in these fakes, it is found because it is what the executable runs on.
    const mappedLibrary = join(cwd, folder, 'lib/libpython3.13.so.1.0');
    return fakeInstallation(join(cwd, folder), { version, versionInfo, mappedLibrary, ...changes });
  };
  return { cwd, home, env, install, find: (python?: string) => findPython({ python, cwd, env }) };
}

const uv = 'home/.local/share/uv/python';
const freeThreaded = { freeThreadingBuild: true, config: { Py_GIL_DISABLED: 1 } };

describe('a version instead of a path', () => {
  it.each([
    [`${uv}/cpython-3.99.2-linux-x86_64-gnu`, 'uv'],
    ['home/.pyenv/versions/3.99.2', 'pyenv'],
    ['path', 'the PATH'],
    ['.venv', './.venv'],
  ])('is found in %s', async (folder, keeper) => {
    const { find, install } = machine();
    const { executable } = install(folder, '3.99.2');
    expect(await find('3.99')).toMatchObject({ executable, source: `the python option, from ${keeper}` });
    expect(await find('3.99.2')).toMatchObject({ executable });
    await expect(find('3.99.3')).rejects.toThrow(
      'No CPython 3.99.3 was found, which the python option asks for.',
    );
    await expect(find('3.99t')).rejects.toThrow('No CPython 3.99t was found');
  });

  it("is found among conda's environments, wherever they are", async () => {
    const { cwd, home, find, install } = machine();
    for (const [folder, version] of [
      ['home/miniforge3/envs/old', '3.98.1'],
      ['elsewhere/new', '3.99.2'],
    ] as const) {
      install(folder, version);
      mkdirSync(join(cwd, folder, 'conda-meta'));
      writeFileSync(join(cwd, folder, `conda-meta/python-${version}-h9ebbce0_100_cp399.json`), '{}');
    }
    mkdirSync(join(home, '.conda'));
    writeFileSync(join(home, '.conda/environments.txt'), `${join(cwd, 'elsewhere/new')}\n`);
    expect((await find('3.98')).executable).toContain('envs/old');
    expect((await find('3.99')).executable).toContain('elsewhere/new');
  });

  it("is found in pyloom's cache folder", async () => {
    const { cwd, env, install } = machine();
    const { executable } = install('cache/python/3.99', '3.99.2');
    const withCache = { ...env, PYLOOM_CACHE: join(cwd, 'cache') };
    expect(await findPython({ python: '3.99', cwd, env: withCache })).toMatchObject({ executable });
  });

  it('is taken from an environment in use first, then from the PATH, then the newest', async () => {
    const { cwd, find, install } = machine();
    const expected = ['.venv', 'path', `${uv}/cpython-3.99.10-x`, `${uv}/cpython-3.99.9-x`];
    for (const folder of expected) install(folder, `3.99.${/\d+(?=-x)/.exec(folder)?.[0] ?? '1'}`);
    for (const folder of expected) {
      expect((await find('3.99')).executable).toBe(join(cwd, folder, 'bin/python3'));
      rmSync(join(cwd, folder), { recursive: true });
    }
  });

  it('with a t is a free-threaded one', async () => {
    const { find, install } = machine();
    const gil = install(`${uv}/cpython-3.99.2-linux-x86_64-gnu`, '3.99.2');
    const free = install(`${uv}/cpython-3.99.1+freethreaded-linux-x86_64-gnu`, '3.99.1', freeThreaded);
    expect(await find('3.99')).toMatchObject({ executable: gil.executable });
    expect(await find('3.99t')).toMatchObject({ executable: free.executable, freeThreadedBuild: true });
  });

  it('is believed to the executable, not to the name of its folder', async () => {
    const { find, install } = machine();
    install('home/.pyenv/versions/3.99.2', '3.98.0');
    await expect(find('3.99')).rejects.toMatchObject({
      tried: expect.arrayContaining([expect.stringMatching(/from pyenv: .* is CPython 3\.98\.0$/)]),
    });
  });

  it('is preferred with a shared library', async () => {
    const { cwd, env, install } = machine();
    const { library } = install('path', '3.99.1');
    rmSync(library);
    const find = () => findPython({ python: '3.99', cwd, env, mayLackLibrary: true });
    expect(await find()).toMatchObject({ library: '', version: '3.99.1' });
    install('home/.pyenv/versions/3.99.2', '3.99.2');
    expect(await find()).toMatchObject({ version: '3.99.2' });
  });

  it('may be named by $PYLOOM_PYTHON, with a warning when there is none', async () => {
    const { cwd, env, install } = machine();
    const { executable } = install('home/.pyenv/versions/3.99.2', '3.99.2');
    const find = (version: string) => findPython({ cwd, env: { ...env, PYLOOM_PYTHON: version } });
    expect(await find('3.99')).toMatchObject({ executable, source: '$PYLOOM_PYTHON, from pyenv' });
    install('.venv', '3.98.1');
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    expect(await find('3.97')).toMatchObject({ version: '3.98.1' });
    expect(warn.mock.calls[0]?.[0]).toMatch('$PYLOOM_PYTHON: no CPython 3.97 was found on this machine');
    warn.mockRestore();
  });
});

describe('without a version', () => {
  it("takes the newest of uv's Pythons where there is none on the PATH", async () => {
    const { find, install } = machine();
    install(`${uv}/cpython-3.98.11-linux-x86_64-gnu`, '3.98.11');
    const { executable } = install(`${uv}/cpython-3.99.2-linux-x86_64-gnu`, '3.99.2');
    expect(await find()).toMatchObject({ executable, source: "uv's Pythons" });
    install('path', '3.97.1');
    expect(await find()).toMatchObject({ version: '3.97.1' });
  });
});

describe('the list of Pythons', () => {
  it('has each that can be used, once, and says who keeps it', async () => {
    const { cwd, env, install } = machine();
    install('path', '3.98.1');
    install('.venv', '3.97.1');
    install(`${uv}/cpython-3.99.2-linux-x86_64-gnu`, '3.99.2');
    symlinkSync('cpython-3.99.2-linux-x86_64-gnu', join(cwd, uv, 'cpython-3.99-linux-x86_64-gnu'));
    fakePython(
      join(cwd, 'home/.pyenv/versions/2.7.18/bin/python'),
      factsOf(cwd, { version: '2.7.18', versionInfo: [2, 7, 18] }),
    );
    const ours = (await listPythons({ cwd, env })).filter(({ executable }) => executable.startsWith(cwd));
    expect(ours.map(({ version, source }) => [version, source])).toEqual([
      ['3.97.1', './.venv'],
      ['3.98.1', 'the PATH'],
      ['3.99.2', 'uv'],
    ]);
  });
});
