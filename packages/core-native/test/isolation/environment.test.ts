import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { plainPython, pools, python } from '../support/python';
import { runModule } from '../support/run-child';

/** What `source`, which puts it into `facts`, finds in Node and in plain Python. */
async function inside(source: string, { executable = python.executable, pool = 'home', env = {} } = {}) {
  const { stdout, stderr, code } = await runModule(
    `
      const py = await open({ python: ${JSON.stringify(executable)} });
      await py.define('looking', ${JSON.stringify(`${source}\nimport json\ndef look(): return json.dumps(facts)`)});
      console.log(await py.call('${pool}', 'looking', 'look'));
    `,
    { env },
  );
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return JSON.parse(stdout);
}

function outside(source: string, { executable = python.executable, env = {} } = {}) {
  const code = `${source}\nimport json; print(json.dumps(facts))`;
  return JSON.parse(
    execFileSync(executable, ['-c', code], { encoding: 'utf8', env: { ...process.env, ...env } }),
  );
}

const facts = `
import os, sys
facts = {
    'executable': sys.executable,
    'base_executable': getattr(sys, '_base_executable', None),
    'prefix': sys.prefix,
    'exec_prefix': sys.exec_prefix,
    'base_prefix': sys.base_prefix,
    'platlibdir': sys.platlibdir,
    'path': [entry for entry in sys.path if entry],
    # Every attribute, those too that are no items of the tuple.
    'flags': {name: getattr(sys.flags, name) for name in dir(sys.flags) if name[0] != '_' and not callable(getattr(sys.flags, name))},
    'site': 'site' in sys.modules,
    'encodings': [sys.getfilesystemencoding(), sys.stdout.encoding],
    'marker': os.environ.get('PYLOOM_TEST_MARKER'),
    'environment': len(os.environ) > 5,
    'user_site': __import__('site').ENABLE_USER_SITE,
}
`;

const folder = mkdtempSync(join(tmpdir(), 'pyloom-environment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(pools)('in the pool %s', (pool) => {
  const env = { PYLOOM_TEST_MARKER: 'ä', PYTHONPATH: '/nowhere', PYTHONOPTIMIZE: '1', PYTHONHASHSEED: '0' };

  it('Python is the one that its executable starts: paths, flags, environment', async () => {
    const expected = outside(facts, { env });
    expect(expected).toMatchObject({ marker: 'ä', environment: true, site: true });
    expect(expected.flags).toMatchObject({ no_site: 0, optimize: 1 });
    expect(await inside(facts, { pool, env })).toEqual(expected);
  });

  it.each([
    { PYTHONDEVMODE: '1' },
    { PYTHONSAFEPATH: '1' },
    { PYTHONHASHSEED: 'random', PYTHONINTMAXSTRDIGITS: '5000' },
    { PYTHONTRACEMALLOC: '3', PYTHONUTF8: '0', LC_ALL: 'C' },
  ])('its flags are those of the executable with %o', async (env) => {
    const source = `${facts}
import tracemalloc
facts = {'flags': facts['flags'], 'traced': tracemalloc.get_traceback_limit(), 'encodings': facts['encodings']}`;
    expect(await inside(source, { pool, env })).toEqual(outside(source, { env }));
  });

  // As in a container: an embedded CPython is ASCII there unless it is told what its executable finds out by itself.
  it.each<Record<string, string>>([
    { LANG: '' },
    { LANG: 'C' },
    { LC_ALL: 'POSIX' },
    { LANG: 'C', PYTHONUTF8: '0' },
    { LC_ALL: 'C.UTF-8', PYTHONUTF8: '1' },
  ])('its encoding is the one that the executable takes in the locale %j', async (locale) => {
    const env = { LC_ALL: '', LC_CTYPE: '', LANG: '', PYTHONCOERCECLOCALE: '0', ...locale };
    expect(await inside(facts, { pool, env })).toEqual(outside(facts, { env }));
  });

  it('a venv is entered, with its .pth files', async () => {
    const venv = join(folder, `venv-${pool}`);
    execFileSync(python.executable, ['-m', 'venv', '--without-pip', venv]);
    const executable = join(venv, 'bin/python');
    const [site] = JSON.parse(
      plainPython('import json, site; print(json.dumps(site.getsitepackages()))', executable),
    );
    const added = join(folder, `added-${pool}`);
    mkdirSync(added, { recursive: true });
    writeFileSync(join(added, 'added_by_pth.py'), 'value = 42');
    writeFileSync(join(site, 'more.pth'), `${added}\nimport sys; sys.from_pth = 'run'\n`);
    const source = `${facts}
import added_by_pth
facts['pth'] = [added_by_pth.value, sys.from_pth]
`;
    const expected = outside(source, { executable });
    expect(expected).toMatchObject({ prefix: venv, pth: [42, 'run'] });
    expect(await inside(source, { executable, pool })).toEqual(expected);
  });

  it('child processes see the site-packages', async () => {
    const source = `
import json, subprocess, sys
code = 'import json, sys; print(json.dumps([sys.flags.no_site, sys.prefix, [p for p in sys.path if p]]))'
flags = subprocess._args_from_interpreter_flags()
facts = {
    'flags': flags,
    'child': json.loads(subprocess.check_output([sys.executable, *flags, '-c', code])),
}
`;
    expect(await inside(source, { pool })).toEqual(outside(source));
  });
});

it('multiprocessing spawns workers that import what the program can', async () => {
  const { stdout, stderr, code } = await runModule(`
    const py = await open();
    const source = \`
import multiprocessing
def spawn():
    # Any importable function: the child starts from nothing.
    with multiprocessing.get_context('spawn').Pool(2) as pool:
        return [pool.apply(len, ([1, 2],)), pool.map(abs, [-1, -2]), pool.apply(eval, ("__import__('sys').flags.no_site",))]
\`;
    await py.define('spawning', source);
    console.log(JSON.stringify(await py.call('home', 'spawning', 'spawn')));
  `);
  expect({ stdout, stderr, code }).toEqual({ stdout: '[2,[1,2],0]\n', stderr: '', code: 0 });
});
