import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Python } from '@pyloom/client';

/** The demo's own Python modules: as far from src/ as from dist/, where this file is built into. */
export const pythonFolder = fileURLToPath(new URL('../python', import.meta.url));

/**
 * Makes one of them importable in every interpreter. As source, not by `sysPath`: Python would leave compiled files in a
 * folder that may be read-only or under version control.
 */
export async function defineDemoModule(python: Pick<Python, 'defineModule'>, name: string): Promise<void> {
  await python.defineModule(name, await readFile(join(pythonFolder, `${name}.py`), 'utf8'));
}
