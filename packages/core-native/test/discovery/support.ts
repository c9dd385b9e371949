import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { PythonFacts } from '../../src/discovery/python-facts';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyloom-discovery-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An environment in which nothing is found and nothing cached, but for what the test gives. */
export function bareEnvironment(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: '/nowhere', HOME: '/nowhere', PYLOOM_NO_CACHE: '1', ...env };
}

/** An executable shell script. */
export function script(path: string, body: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** The facts of a CPython 3.13.0 under `prefix`, whose shared library does not exist unless somebody makes it. */
export function factsOf(prefix: string, changes: Partial<PythonFacts> = {}): PythonFacts {
  const arch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
  return {
    implementation: 'cpython',
    version: '3.13.0',
    versionInfo: [3, 13, 0],
    executable: join(prefix, 'bin/python3'),
    baseExecutable: join(prefix, 'bin/python3'),
    basePrefix: prefix,
    abiFlags: '',
    pointerBits: 64,
    platform: `linux-${arch}`,
    freeThreadingBuild: false,
    mappedLibrary: null,
    config: {
      INSTSONAME: 'libpython3.13.so.1.0',
      LDLIBRARY: 'libpython3.13.so',
      LIBDIR: join(prefix, 'lib'),
    },
    ...changes,
  };
}

/** An executable at `path` that answers the probe with these facts, after whatever else it does. */
export function fakePython(path: string, facts: PythonFacts, before = ''): string {
  const answer = JSON.stringify(facts).replaceAll("'", "'\\''");
  // Nothing but the shell's own commands: there may be no PATH.
  return script(path, `${before}\necho 'pyloom:${answer}'`);
}

/** An installation whose python3 answers as a CPython 3.13.0 with a shared library does. */
export function fakeInstallation(
  prefix: string,
  changes: Partial<PythonFacts> = {},
): { executable: string; library: string } {
  const library = join(prefix, 'lib/libpython3.13.so.1.0');
  mkdirSync(dirname(library), { recursive: true });
  writeFileSync(library, '');
  return { executable: fakePython(join(prefix, 'bin/python3'), factsOf(prefix, changes)), library };
}

/** The CPython that tests run on: the one that is asked for, else the python3 of the PATH, shims resolved. */
export const realPython = ((): string | undefined => {
  const named = process.env.PYLOOM_PYTHON;
  const command =
    named && existsSync(join(named, 'bin/python3')) ? join(named, 'bin/python3') : named || 'python3';
  try {
    return execFileSync(command, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
})();

/** Every Python that pyenv has installed: the folder's name is the version. */
export const pyenvVersions = ((): { version: string; folder: string }[] => {
  const root = join(process.env.PYENV_ROOT || join(homedir(), '.pyenv'), 'versions');
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).filter((name) => /^\d+\.\d+\.\d+$/.test(name));
  return versions.map((version) => ({ version, folder: join(root, version) }));
})();
