import { join } from 'node:path';
import { ensureVenv } from '@pyloom/client';
import { cacheFolder } from '../../scripts/lib/paths.mjs';

/** A Python that has the libraries which users bring, kept from one run to the next. @param {{ executable: string, version: string }} python */
export async function pythonWithLibraries({ executable, version }) {
  const path = join(cacheFolder(), `bench-venv-${version}`);
  const requirements = ['numpy', 'pandas', 'polars', 'pyarrow'];
  await ensureVenv({ path, python: executable, requirements });
  return join(path, 'bin/python');
}
