import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPythons } from '../find-pythons.mjs';
import { probePython } from '../lib/python.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyloom-pythons-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

const facts = {
  implementation: 'cpython',
  version: [3, 13, 2],
  free_threaded: false,
  library: '/lib/libpython.so',
};

/**
 * An executable that answers the probe with the given facts.
 *
 * @param {string} path
 * @param {object} changes
 */
function fakePython(path, changes = {}) {
  const executable = join(folder, path);
  mkdirSync(join(executable, '..'), { recursive: true });
  writeFileSync(executable, `#!/bin/sh\necho '${JSON.stringify({ ...facts, executable, ...changes })}'\n`);
  chmodSync(executable, 0o755);
  return executable;
}

/** @param {Record<string, string>} environment */
async function found(environment) {
  return (await findPythons(environment)).map(({ path }) => path).filter((path) => path.startsWith(folder));
}

describe('findPythons', () => {
  it('looks at the PATH, pyenv, the cache and what is named', async () => {
    const paths = [
      fakePython('bin/python3.11', { version: [3, 11, 9] }),
      fakePython('pyenv/versions/3.10.1/bin/python3', { version: [3, 10, 1] }),
      fakePython('cache/python/3.13t/bin/python3', { version: [3, 13, 5], free_threaded: true }),
      fakePython('named/bin/python3', { version: [3, 9, 1] }),
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
    const newer = fakePython('a/python3', { version: [3, 13, 10] });
    const older = fakePython('b/python3', { version: [3, 13, 9] });
    symlinkSync(newer, join(folder, 'b/python3.13'));
    expect(await found({ PATH: [join(folder, 'b'), join(folder, 'a')].join(delimiter) })).toEqual([
      newer,
      older,
    ]);
  });

  it('finds pyenv by its shims on the PATH', async () => {
    const path = fakePython('elsewhere/versions/3.11.9/bin/python3');
    expect(await found({ PATH: join(folder, 'elsewhere/shims') })).toEqual([path]);
  });

  it('passes over shims of versions that are switched off', async () => {
    fakePython('shims/python3.11');
    expect(await found({ PATH: join(folder, 'shims') })).toEqual([]);
  });
});

describe('probePython', () => {
  it.each([
    [{ implementation: 'pypy' }, /is pypy, not CPython/],
    [{ version: [3, 8, 18] }, /is Python 3\.8\.18, older than 3\.9/],
    [{ library: null }, /has no shared library/],
  ])('refuses %o', async (changes, problem) => {
    expect(await probePython(fakePython('python3', changes))).toEqual({
      problem: expect.stringMatching(problem),
    });
  });

  it('refuses what is no Python', async () => {
    const executable = fakePython('python3');
    writeFileSync(executable, '#!/bin/sh\necho hello\n');
    expect(await probePython(executable)).toEqual({
      problem: expect.stringContaining('answered with "hello'),
    });
    expect(await probePython(join(folder, 'none'))).toEqual({
      problem: expect.stringContaining('cannot run'),
    });
  });
});
