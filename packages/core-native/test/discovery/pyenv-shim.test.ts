import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { resolvePyenvShim } from '../../src/discovery/pyenv-shim';
import { script, temporaryFolder } from './support';

/** A pyenv with the versions 3.11.7 and 3.13.0, 3.11.7 being the global one, and a project below a project. */
function pyenv() {
  const folder = temporaryFolder();
  const root = join(folder, 'pyenv');
  const python = (version: string) => script(join(root, 'versions', version, 'bin/python3'), '');
  const [old, recent] = [python('3.11.7'), python('3.13.0')];
  const shim = script(join(root, 'shims/python3'), '');
  write(join(root, 'version'), '3.11.7\n');
  const cwd = join(folder, 'project/packages/a');
  mkdirSync(cwd, { recursive: true });
  const resolve = (env: NodeJS.ProcessEnv = {}, path = shim) =>
    resolvePyenvShim(path, { cwd, env: { PYENV_ROOT: root, ...env }, platform: 'linux' });
  return { folder, root, cwd, old, recent, shim, resolve };
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

it('takes the global version', () => {
  const { old, resolve } = pyenv();
  expect(resolve()).toBe(old);
});

it('finds pyenv in the home folder too', () => {
  const { folder, root, old, cwd } = pyenv();
  expect(root).not.toBe(join(folder, '.pyenv'));
  const executable = script(join(folder, '.pyenv/versions/3.11.7/bin/python3'), '');
  write(join(folder, '.pyenv/version'), '3.11.7');
  const context = { cwd, env: { HOME: folder }, platform: 'linux' } as const;
  expect(resolvePyenvShim(join(folder, '.pyenv/shims/python3'), context)).toBe(executable);
  expect(old).not.toBe(executable);
});

it('prefers the nearest .python-version, and $PYENV_VERSION to that', () => {
  const { folder, recent, old, resolve } = pyenv();
  write(join(folder, 'project/.python-version'), '# for the tests\n\n3.13.0 # with a GIL\r\n');
  expect(resolve()).toBe(recent);
  expect(resolve({ PYENV_VERSION: '3.11.7' })).toBe(old);
});

it('starts at $PYENV_DIR when that is set', () => {
  const { folder, recent, resolve } = pyenv();
  write(join(folder, 'elsewhere/.python-version'), '3.13.0');
  expect(resolve({ PYENV_DIR: join(folder, 'elsewhere') })).toBe(recent);
});

it('takes the first version that has the program', () => {
  const { root, recent, resolve } = pyenv();
  mkdirSync(join(root, 'versions/3.9.18/bin'), { recursive: true });
  expect(resolve({ PYENV_VERSION: '3.9.18:3.13.0' })).toBe(recent);
});

it.each(['system', '3.12', '3.99.9', '..', '../versions/3.13.0', '3.13.0/envs/x'])(
  'leaves %s to pyenv',
  (version) => {
    expect(pyenv().resolve({ PYENV_VERSION: version })).toBeUndefined();
  },
);

it('leaves the choice to pyenv where hooks have a say', () => {
  const { root, resolve } = pyenv();
  expect(resolve({ PYENV_HOOK_PATH: '/hooks' })).toBeUndefined();
  write(join(root, 'plugins/implicit/etc/pyenv.d/version-name/implicit.bash'), '');
  expect(resolve()).toBeUndefined();
});

it('leaves every other path alone', () => {
  const { folder, old, resolve } = pyenv();
  expect(resolve({}, old)).toBeUndefined();
  expect(resolve({}, script(join(folder, 'asdf/shims/python3'), ''))).toBeUndefined();
});
