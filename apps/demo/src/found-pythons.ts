import { findPython, listPythons, type PythonInstallation } from '@pyloom/client';
import { DemoError } from './failure.ts';

/**
 * All CPythons of this machine that can be loaded, the newest first.
 * @throws DemoError if there is none.
 */
export async function foundPythons(): Promise<PythonInstallation[]> {
  // A venv's is one of the others.
  const loadable = (await listPythons()).filter(({ library, venv }) => library !== '' && venv === undefined);
  if (loadable.length === 0) {
    throw new DemoError('no Python was found that pyloom can load; name one with --python');
  }
  const pythons = await Promise.all(loadable.map(({ executable }) => findPython({ python: executable })));
  return pythons.sort(newestFirst);
}

/** Of two of one version, the free-threaded one comes first. */
function newestFirst(a: PythonInstallation, b: PythonInstallation): number {
  const [, minor, micro] = a.versionInfo;
  const [, otherMinor, otherMicro] = b.versionInfo;
  return (
    otherMinor - minor || otherMicro - micro || Number(b.freeThreadedBuild) - Number(a.freeThreadedBuild)
  );
}
