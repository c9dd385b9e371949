import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPython } from '../../src/index';
import { rejection } from '../support/client';
import { jsonPage, serveIndex } from '../support/package-index';
import { python } from '../support/python';
import { makePythonMirror } from '../support/python-mirror';
import { runCli, runProgram } from '../support/run-cli';
import { uvExecutable } from '../support/uv';
import { makeWheels } from '../support/wheels';

const uv = uvExecutable();
const folder = mkdtempSync(join(tmpdir(), 'pyloom-install-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** uv as PyPI has it: a wheel with the program in it. */
const fileName = 'uv-0.99.0-py3-none-any.manylinux_2_5_x86_64.manylinux_2_5_aarch64.whl';
const contents = uv === undefined ? Buffer.alloc(0) : wheelOf(uv);
const index = await serveIndex((path) =>
  path.endsWith('/uv/')
    ? jsonPage([{ filename: fileName, contents }])
    : { type: 'application/zip', body: contents },
);
afterAll(index.close);

const mirror = makePythonMirror(python.executable, join(folder, 'mirror'));
makeWheels(python.executable, join(folder, 'wheels'), [['leaf', '1.0', 'version = 1']]);

/** A machine with Node.js alone, but for what whoever builds a pack has. */
function machine(name: string) {
  const home = join(folder, name);
  mkdirSync(home);
  const env = {
    HOME: home,
    PATH: '/nowhere',
    PYLOOM_PYTHON: '',
    VIRTUAL_ENV: '',
    PYLOOM_CACHE: join(home, 'cache'),
    PYENV_ROOT: join(home, 'pyenv'),
    XDG_DATA_HOME: '',
    UV_DEFAULT_INDEX: index.url,
    UV_CACHE_DIR: join(home, 'uv-cache'),
    UV_OFFLINE: '0',
    ...mirror.env,
  };
  return { home, env, cli: (...args: string[]) => runCli(args, { cwd: home, env }) };
}

// uv has none for a Python of another libc, and Windows' and macOS' are laid out differently.
describe.runIf(uv !== undefined && process.platform === 'linux')('pyloom python', () => {
  const bare = machine('bare');
  const { version } = mirror;
  const prefix = join(bare.home, '.local/share/uv/python');

  it('installs nothing unasked, and tells what to type', async () => {
    const { code, stderr } = await bare.cli('eval', '-p', '3.99', '1');
    expect(code).toBe(1);
    expect(stderr).toContain('No CPython 3.99 was found');
    expect(stderr).toMatch(/npx pyloom python install 3\.99\n$/);
    expect(index.requests).toEqual([]);
    expect(readdirSync(bare.home)).not.toContain('.local');
  });

  it('installs a version with the uv of the package index, from the mirror, and says so', async () => {
    const { code, stdout, stderr } = await bare.cli('python', 'install', version);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout.trim()).toMatch(new RegExp(`^${prefix}/.*/bin/python`));
    const expected = [
      `fetches uv 0.99.0 from ${index.url.replace('/simple', '')}/files/${fileName} into ${bare.home}/cache/uv-0.99.0/uv`,
      `has uv install CPython ${python.version} from ${mirror.env.UV_PYTHON_INSTALL_MIRROR}/20990101/cpython-${python.version}`,
      `into ${prefix}`,
      `createPython({ python: '${version}' }) takes it`,
    ];
    for (const text of expected) expect(stderr).toContain(text);
    expect(existsSync(join(bare.home, '.local/bin'))).toBe(false);
  });

  it('takes what it has installed, by its version', async () => {
    const code = 'import sys; sys.base_prefix';
    const { stdout, stderr } = await bare.cli('eval', '-p', version, code);
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining(prefix), stderr: '' });
  });

  it('lists what is there', async () => {
    const { stdout } = await bare.cli('python', 'list', '--json');
    const [ours] = JSON.parse(stdout).filter(({ source }: { source: string }) => source === 'uv');
    expect(ours).toMatchObject({
      version: `${python.version}${version.endsWith('t') ? 't' : ''}`,
      executable: expect.stringContaining(prefix),
    });
    const { stdout: table } = await bare.cli('python', 'list');
    expect(table).toContain(ours.executable);
    expect(table).toMatch(/^ +version +mode +found in +executable$/m);
  });

  it('fetches nothing twice', async () => {
    const before = index.requests.length;
    const { code, stderr } = await bare.cli('python', 'install', version);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).not.toContain('fetches');
    expect(index.requests.slice(before)).toEqual(['/simple/uv/']);
  });

  it('says what uv cannot get', async () => {
    const { code, stderr } = await bare.cli('python', 'install', '3.99');
    expect(code).toBe(1);
    expect(stderr).toMatch(/uv .* knows no build of CPython 3\.99 for linux/);
    const env = { ...bare.env, UV_PYTHON_INSTALL_MIRROR: 'file:///nowhere', HOME: folder };
    const failed = await runCli(['python', 'install', version], { cwd: folder, env });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/Could not install Python .*ended with code 1\n.*nowhere/s);
  });

  it('refuses words that it does not know', async () => {
    for (const [args, said] of [
      [['install', '3'], "'3' is no version of Python"],
      [['install', '3.13', '3.14'], "no second word '3.14'"],
      [['list', '--from', 'x'], "'python list' takes no --from"],
      [['pack'], 'needs the folder'],
      [['remove'], "there is no 'python remove'"],
      [[], "'python' needs a word"],
    ] as const) {
      const { code, stderr } = await bare.cli('python', ...args);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) });
    }
  });

  it('installs for a program that allows it, with the uv of the PATH', async () => {
    const { home, env } = machine('program');
    const PATH = dirname(uv as string);
    const program = (install: boolean) => `
      import { createPython, ensureVenv } from ${JSON.stringify(join(import.meta.dirname, '../../dist/index.js'))};
      const py = await createPython({ python: '${version}', install: ${install} });
      const { python } = await ensureVenv({ path: 'venv', python: '${version}', install: ${install} });
      console.log(py.executable, python);
      await py.close();
    `;
    const run = (install: boolean) =>
      runProgram(['--input-type=module', '-e', program(install)], { cwd: home, env: { ...env, PATH } });
    // Of that version there may be one in /usr, which is found first.
    const { code, stdout, stderr } = await run(true);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain(`${home}/venv/bin/python`);
    if (stdout.includes(`${home}/.local`)) expect(stderr).toContain('has uv install CPython');
    expect(await run(false)).toMatchObject({ code: 0, stderr: '' });
  });

  it('packs a Python and wheels for a machine without a network', async () => {
    const { home, cli } = machine('packing');
    writeFileSync(join(home, 'needs.txt'), 'leaf\n');
    const packed = await cli('python', 'pack', '-p', version, '-r', 'needs.txt', 'pack');
    expect(packed).toMatchObject({ code: 0, stderr: expect.stringContaining('--from pack') });
    const pack = join(home, 'pack');
    expect(readFileSync(join(pack, 'requirements.txt'), 'utf8')).toContain('leaf==1.0');
    expect(readdirSync(home)).not.toContain('.local');
    const again = await cli('python', 'pack', '-p', version, 'pack');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is not empty') });

    const airGapped = machine('air-gapped');
    const env = {
      ...airGapped.env,
      UV_PYTHON_INSTALL_MIRROR: 'file:///nowhere',
      UV_PYTHON_DOWNLOADS_JSON_URL: '',
      UV_DEFAULT_INDEX: 'http://127.0.0.1:1/simple',
      PIP_FIND_LINKS: '',
      UV_OFFLINE: '1',
    };
    const installed = await runCli(['python', 'install', '--from', pack], { cwd: airGapped.home, env });
    expect(installed).toMatchObject({ code: 0, stdout: expect.stringContaining(airGapped.home) });
    const code = 'import leaf, sys; [leaf.version, sys.base_prefix]';
    const { stdout } = await runCli(['eval', code], { cwd: airGapped.home, env });
    expect(stdout).toMatch(`[1, '${airGapped.home}/.local`);
    const none = await runCli(['python', 'install', '--from', home], { cwd: airGapped.home, env });
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('is no pack') });
  });
});

it('is allowed for versions only', async () => {
  const error = await rejection(createPython({ python: './venv', install: true }));
  expect(error).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT', name: 'TypeError' });
  expect(error.message).toContain("needs a version as the option 'python'");
  const wrong = await rejection(createPython({ install: 'yes' as never }));
  expect(wrong.message).toContain("The option 'install' must be true or false, not 'yes'");
});

function wheelOf(executable: string): Buffer {
  const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED, compresslevel=1) as wheel:
    wheel.write(sys.argv[1], "uv-0.99.0.data/scripts/uv")
`;
  const path = join(folder, 'uv.whl');
  execFileSync(python.executable, ['-c', script, executable, path]);
  return readFileSync(path);
}
