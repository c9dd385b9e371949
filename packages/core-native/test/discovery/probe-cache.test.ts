import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPython } from '../../src/discovery';
import { ProbeCache } from '../../src/discovery/probe-cache';
import type { InstallationFacts } from '../../src/discovery/python-installation';
import {
  bareEnvironment,
  factsOf,
  fakeInstallation,
  fakePython,
  realPython,
  temporaryFolder,
} from './support';

const untrue = '3.99.99';

/** A cache in a folder of its own, for a venv of the real Python. */
function prepare() {
  const folder = temporaryFolder();
  const cache = join(folder, 'cache');
  const venv = join(folder, 'venv');
  execFileSync(realPython as string, ['-m', 'venv', '--without-pip', venv]);
  const env = bareEnvironment({ PYLOOM_CACHE: cache, PYLOOM_NO_CACHE: undefined });
  return { folder, cache, venv, env, find: () => findPython({ python: venv, cwd: folder, env }) };
}

function onlyEntry(cache: string): string {
  const [name, ...others] = readdirSync(cache);
  expect(others).toEqual([]);
  return join(cache, name as string);
}

/** Makes the entry say what no Python would: whoever reports it has read it. */
function tamper(cache: string): void {
  const file = onlyEntry(cache);
  const entry = JSON.parse(readFileSync(file, 'utf8'));
  entry.facts.version = untrue;
  writeFileSync(file, JSON.stringify(entry));
}

describe.skipIf(realPython === undefined)('with a real Python', () => {
  it('asks once and reads afterwards', async () => {
    const { cache, find } = prepare();
    const asked = await find();
    expect(await find()).toEqual(asked);
    tamper(cache);
    expect(await find()).toEqual({ ...asked, version: untrue });
  });

  it('keeps its folder and files to the user', async () => {
    const { cache, find } = prepare();
    await find();
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    expect(statSync(onlyEntry(cache)).mode & 0o777).toBe(0o600);
  });

  it('asks again after a change of the venv', async () => {
    const { cache, venv, find } = prepare();
    const { version } = await find();
    tamper(cache);
    utimesSync(join(venv, 'pyvenv.cfg'), 1, 1);
    expect(await find()).toMatchObject({ version });
  });

  it('asks again after a change of the executable', async () => {
    const { cache, venv, find } = prepare();
    const python = join(venv, 'bin/python3');
    await find();
    tamper(cache);
    rmSync(join(venv, 'bin/python'));
    symlinkSync(python, join(venv, 'bin/python'));
    expect(await find()).toMatchObject({ version: untrue }); // Another link to the same file is no change.
    rmSync(join(venv, 'bin/python'));
    fakePython(join(venv, 'bin/python'), factsOf(venv, { version: '2.7.18', versionInfo: [2, 7, 18] }));
    await expect(find()).rejects.toThrow('2.7.18');
  });

  it.each([
    ['cut short', (file: string) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40))],
    ['of no use', (file: string) => writeFileSync(file, '{"format":2,"key":"x","stamps":[],"facts":{}}')],
    ['null', (file: string) => writeFileSync(file, 'null')],
    ['writable by others', (file: string) => chmodSync(file, 0o666)],
  ])('asks again when the entry is %s', async (_, spoil) => {
    const { cache, find } = prepare();
    const asked = await find();
    tamper(cache);
    spoil(onlyEntry(cache));
    expect(await find()).toEqual(asked);
  });

  it('does not believe a folder that others can write to', async () => {
    const { cache, find } = prepare();
    const asked = await find();
    tamper(cache);
    chmodSync(cache, 0o777);
    expect(await find()).toEqual(asked);
  });

  it('does without where it cannot write', async () => {
    const { folder, find } = prepare();
    writeFileSync(join(folder, 'cache'), 'a file where the folder should be');
    expect(await find()).toMatchObject({ source: 'the python option' });
  });

  it('leaves no trace with PYLOOM_NO_CACHE=1', async () => {
    const { cache, venv, env } = prepare();
    await findPython({ python: venv, env: { ...env, PYLOOM_NO_CACHE: '1' } });
    expect(existsSync(cache)).toBe(false);
  });

  it.each([
    ['$XDG_CACHE_HOME/pyloom', (home: string) => ({ XDG_CACHE_HOME: join(home, 'xdg') }), 'xdg/pyloom'],
    ['~/.cache/pyloom', () => ({}), '.cache/pyloom'],
    ['~/.cache/pyloom when $XDG_CACHE_HOME is relative', () => ({ XDG_CACHE_HOME: 'xdg' }), '.cache/pyloom'],
  ])('is kept in %s', async (_, variables, expected) => {
    const HOME = temporaryFolder();
    const env = bareEnvironment({ HOME, PYLOOM_NO_CACHE: undefined, ...variables(HOME) });
    await findPython({ python: realPython as string, cwd: HOME, env });
    expect(onlyEntry(join(HOME, expected))).toMatch(/python-[0-9a-f]{8}\.json$/);
  });

  it('finds the same Python from worker processes that start at once', async () => {
    const { find, cache } = prepare();
    const found = await Promise.all([find(), find(), find(), find()]);
    expect(new Set(found.map(({ executable }) => executable)).size).toBe(1);
    tamper(cache); // Fails unless there is one whole entry.
  });
});

it('asks a script every time: its answer depends on the folder', async () => {
  const folder = temporaryFolder();
  const { library } = fakeInstallation(folder);
  const runs = join(folder, 'runs');
  const python = fakePython(join(folder, 'bin/python3'), factsOf(folder), `echo run >> ${runs}`);
  const env = bareEnvironment({ PYLOOM_CACHE: join(folder, 'cache'), PYLOOM_NO_CACHE: undefined });
  for (let i = 0; i < 3; i++) expect(await findPython({ python, env })).toMatchObject({ library });
  expect(readFileSync(runs, 'utf8')).toBe('run\nrun\nrun\n');
});

it('begins anew when it has grown too large', () => {
  const folder = temporaryFolder();
  const cache = join(folder, 'cache');
  mkdirSync(cache, { mode: 0o700 });
  for (let i = 0; i < 200; i++) writeFileSync(join(cache, `python-${i}.json`), '{}');
  writeFileSync(join(cache, 'of-something-else'), '');
  const executable = join(folder, 'python');
  copyFileSync(process.execPath, executable);
  const facts: InstallationFacts = { ...sample, executable, library: executable };
  new ProbeCache({ cwd: folder, env: { PYLOOM_CACHE: cache }, platform: process.platform }).write(facts);
  expect(readdirSync(cache)).toHaveLength(2);
});

it('tells apart what the dynamic linker is told', () => {
  const folder = temporaryFolder();
  const executable = join(folder, 'python');
  writeFileSync(executable, 'not a script');
  const cache = (LD_LIBRARY_PATH?: string) =>
    new ProbeCache({
      cwd: folder,
      env: { PYLOOM_CACHE: join(folder, 'cache'), LD_LIBRARY_PATH },
      platform: 'linux',
    });
  cache('/a').write({ ...sample, executable, library: executable });
  expect(cache('/a').read(executable)).toMatchObject({ version: '3.13.0' });
  expect(cache('/b').read(executable)).toBeUndefined();
  expect(cache().read(executable)).toBeUndefined();
});

const sample: InstallationFacts = {
  executable: '',
  baseExecutable: '',
  version: '3.13.0',
  versionInfo: [3, 13, 0],
  library: '',
  prefix: '/usr',
  basePrefix: '/usr',
  freeThreadedBuild: false,
  venv: undefined,
  platform: 'linux-x86_64',
};
