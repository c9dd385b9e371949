import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { ensureVenv, findPython, listPythons, type PythonInstallation } from '@pyloom/client';
import { DemoError } from '../failure.ts';

/** The same as in the tests. */
const ray = 'ray==2.60.0';

/**
 * A Python with Ray: a venv of the demo's own, kept in pyloom's cache, where the next run finds it.
 *
 * @param named what it is made from; without it the usual Python, or another one where Ray has no wheels for that
 * @param tell what is done, where there is anything to do
 */
export async function provideRay(
  named: string | undefined,
  tell: (what: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const base = await pythonForRay(named);
  const path = join(cacheFolder(process.env), `demo-ray-${base.version}`);
  const venv = await ensureVenv({
    path,
    python: base.executable,
    requirements: [ray],
    signal,
    onProgress: (progress) => {
      if (progress.type === 'waiting') tell('Waiting for another process that installs Ray');
      if (progress.type === 'install') tell(`Installing ${ray} into ${path}`);
    },
  });
  return venv.python;
}

/** Whether Ray is on PyPI for it. */
export function hasRay({
  versionInfo: [, minor],
  freeThreadedBuild,
}: Pick<PythonInstallation, 'versionInfo' | 'freeThreadedBuild'>): boolean {
  return !freeThreadedBuild && minor >= 10 && minor <= 14;
}

/** For Linux alone, which is where mode `ray` is. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env.PYLOOM_CACHE) return resolve(env.PYLOOM_CACHE);
  const { XDG_CACHE_HOME: caches } = env;
  // The XDG rules: a relative path there is to be ignored.
  return join(caches && isAbsolute(caches) ? caches : join(homedir(), '.cache'), 'pyloom');
}

async function pythonForRay(named: string | undefined): Promise<PythonInstallation> {
  const usual = await findPython({ python: named, mayLackLibrary: true });
  if (hasRay(usual)) return usual;
  if (named === undefined) {
    for (const { executable } of await listPythons()) {
      const other = await findPython({ python: executable, mayLackLibrary: true });
      if (hasRay(other)) return other;
    }
  }
  const kind = usual.freeThreadedBuild ? 'a free-threaded' : 'this';
  throw new DemoError(
    `Ray has no wheels for ${kind} Python ${usual.version} (${usual.executable}); name one of 3.10 to 3.14 with a GIL by --python`,
  );
}
