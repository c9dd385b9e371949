import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPythons } from '../find-pythons.mjs';
import { inspectPython } from '../lib/inspect-python.mjs';
import { isNamed } from '../lib/test-matrix.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyloom-pythons-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

/**
 * An installation of CPython whose executable answers what pyloom asks.
 *
 * @param {string} path of the executable
 * @param {string} version '3.13.5', or '3.13.5t' without a GIL
 * @param {object} changes of what it answers
 */
function fakePython(path, version = '3.13.2', changes = {}) {
  const executable = join(folder, path);
  const basePrefix = dirname(dirname(executable));
  const versionInfo = version.replace('t', '').split('.').map(Number);
  const library = `libpython3.${versionInfo[1]}.so.1.0`;
  const facts = {
    ...{ implementation: 'cpython', version: versionInfo.join('.'), versionInfo },
    ...{ executable, baseExecutable: executable, basePrefix, abiFlags: '', mappedLibrary: null },
    ...{ pointerBits: 64, platform: 'any', freeThreadingBuild: version.endsWith('t') },
    ...{ config: { INSTSONAME: library }, ...changes },
  };
  for (const parent of [dirname(executable), join(basePrefix, 'lib')]) mkdirSync(parent, { recursive: true });
  writeFileSync(join(basePrefix, 'lib', library), '');
  writeFileSync(executable, `#!/bin/sh\necho 'pyloom:${JSON.stringify(facts)}'\n`);
  chmodSync(executable, 0o755);
  return executable;
}

/** @param {Record<string, string>} environment */
async function found(environment) {
  return (await findPythons({ ...environment }))
    .map(({ path }) => path)
    .filter((path) => path.startsWith(folder));
}

describe('findPythons', () => {
  it('looks at the PATH, pyenv, the cache and what is named', async () => {
    const paths = [
      fakePython('bin/python3.11', '3.11.9'),
      fakePython('pyenv/versions/3.10.1/bin/python3', '3.10.1'),
      fakePython('cache/python/3.13t/bin/python3', '3.13.5t'),
      fakePython('named/bin/python3', '3.9.1'),
    ];
    const environment = {
      PATH: join(folder, 'bin'),
      PYENV_ROOT: join(folder, 'pyenv'),
      PYLOOM_CACHE: join(folder, 'cache'),
      PYLOOM_TEST_PYTHONS: [join(folder, 'named'), '/no/such/python'].join(delimiter),
    };
    expect((await found(environment)).sort()).toEqual(paths.sort());
  });

  it('lists the newest first, and a Python with two names once', async () => {
    const newer = fakePython('a/bin/python3', '3.13.10');
    const older = fakePython('b/bin/python3', '3.13.9');
    symlinkSync(newer, join(folder, 'b/bin/python3.13'));
    expect(await found({ PATH: [join(folder, 'b/bin'), join(folder, 'a/bin')].join(delimiter) })).toEqual([
      newer,
      older,
    ]);
  });

  it('knows a Python by a link to it', async () => {
    const path = fakePython('bin/python3.11', '3.11.9');
    const link = join(folder, 'python');
    symlinkSync(path, link);
    const [python] = (await findPythons({ PATH: join(folder, 'bin') })).filter((each) => each.path === path);
    expect(python && isNamed(python, link)).toBe(true);
  });

  it('passes over shims of versions that are switched off', async () => {
    fakePython('shims/python3.11');
    expect(await found({ PATH: join(folder, 'shims') })).toEqual([]);
  });
});

describe('inspectPython', () => {
  it.each([
    ['3.9.18', '3.9', 'multi_executor'],
    ['3.12.3', '3.12', 'multi_executor'],
    ['3.12.4', '3.12', 'subinterp'],
    ['3.13.0t', '3.13t', 'free_threaded'],
  ])('knows what %s is called, and its mode', async (version, label, mode) => {
    expect(await inspectPython(fakePython('bin/python3', version))).toMatchObject({ label, mode });
  });

  it('says why a Python cannot be loaded', async () => {
    const path = fakePython('bin/python3', '3.8.18');
    expect(await inspectPython(path)).toMatchObject({ message: expect.stringContaining('too old') });
  });
});
