import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { findPython } from '../../src/discovery';
import { bareEnvironment, factsOf, fakeInstallation, fakePython, temporaryFolder } from './support';

// The advice depends on the machine: let it be a Debian everywhere.
vi.mock('../../src/discovery/install-advice', async (original) => ({
  ...(await original<typeof import('../../src/discovery/install-advice')>()),
  thisSystem: () => ({ platform: 'linux', distribution: 'debian', isRoot: false }),
}));

async function messageOf(options: Parameters<typeof findPython>[0], folder: string): Promise<string> {
  const error = await findPython(options).catch((reason: unknown) => reason);
  return `\n${(error as Error).message.replaceAll(folder, '/app')}\n`;
}

it('says where it looked and what to install when there is no Python', async () => {
  const cwd = temporaryFolder();
  const old = factsOf(cwd, { version: '2.7.18', versionInfo: [2, 7, 18] });
  mkdirSync(join(cwd, 'bin'));
  fakePython(join(cwd, 'bin/python'), old);
  expect(
    await messageOf({ cwd, env: bareEnvironment({ PATH: join(cwd, 'bin') }) }, cwd),
  ).toMatchInlineSnapshot(`
    "
    No Python was found that pyloom can load.

    Tried:
      - $PYLOOM_PYTHON: not set
      - $VIRTUAL_ENV: not set
      - ./.venv: /app/.venv does not exist
      - python3 on the PATH: none
      - python on the PATH: /app/bin/python is CPython 2.7.18, which is too old: pyloom needs 3.9 or later

    What to do:
      - install one: apt-get install python3 libpython3-dev
      - let uv fetch one: uv venv --managed-python --python 3.13 (makes ./.venv, where pyloom looks)
      - name another one, CPython 3.9 or later, by the python option, $PYLOOM_PYTHON, $VIRTUAL_ENV or ./.venv

    The command that helps here:
      npx pyloom python install 3.13
    "
  `);
});

it('says how to get the shared library of a Python that lacks it', async () => {
  const folder = temporaryFolder();
  const facts = factsOf('/usr', {
    version: '3.99.2',
    versionInfo: [3, 99, 2],
    config: { MULTIARCH: 'x86_64-linux-gnu' },
  });
  const PYLOOM_PYTHON = fakePython(join(folder, 'python3'), facts);
  expect(
    await messageOf({ cwd: folder, env: bareEnvironment({ PYLOOM_PYTHON }) }, folder),
  ).toMatchInlineSnapshot(`
    "
    The Python from $PYLOOM_PYTHON cannot be used: /app/python3 is CPython 3.99.2 without its shared library, libpython3.99.so.1.0, which pyloom loads (looked in /usr/lib, /usr/lib/x86_64-linux-gnu, /usr/lib64).

    What to do:
      - install the library: apt-get install libpython3.99
      - run it as it is, in processes of its own: createPython({ mode: 'process' })
      - let uv fetch one: uv venv --managed-python --python 3.13 (makes ./.venv, where pyloom looks)
      - name another one, CPython 3.9 or later, by the python option, $PYLOOM_PYTHON, $VIRTUAL_ENV or ./.venv

    The command that helps here:
      npx pyloom python install 3.13
    "
  `);
});

it('says which Pythons are not of the version that was asked for', async () => {
  const cwd = temporaryFolder();
  fakeInstallation(join(cwd, '.venv'));
  const message = await messageOf({ python: '3.99', cwd, env: bareEnvironment() }, cwd);
  expect(message).toContain('\nNo CPython 3.99 was found, which the python option asks for.\n');
  expect(message).toContain('- the python option, from ./.venv: /app/.venv/bin/python3 is CPython 3.13.0\n');
  expect(message).toMatch(/The command that helps here:\n {2}npx pyloom python install 3\.99\n$/);
});
