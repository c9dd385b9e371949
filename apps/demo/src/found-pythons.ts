import { findPython, type PythonInstallation } from '@pyloom/client';
import { DemoError } from './failure.ts';

/** What scripts/find-pythons.mjs offers. As far from src/ as from dist/, where this file is built into. */
interface Finder {
  findPythons(): Promise<{ readonly path: string }[]>;
}
const finder = new URL('../../../scripts/find-pythons.mjs', import.meta.url);

/**
 * All CPythons of this machine that pyloom can load, the newest first.
 * @throws DemoError if there is none.
 */
export async function foundPythons(): Promise<PythonInstallation[]> {
  const { findPythons }: Finder = await import(finder.href);
  const found = await findPythons();
  if (found.length === 0) {
    throw new DemoError('no Python was found that pyloom can load; name one with --python');
  }
  return Promise.all(found.map(({ path }) => findPython({ python: path })));
}
