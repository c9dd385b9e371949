import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { packagesVenv } from '../../../../testing/packages-venv.ts';
import { python } from './python';

/** The folder of a uv: the one on the PATH, or else of a venv of its own. Undefined where it cannot be installed. */
export function folderOfUv(): string | undefined {
  try {
    return dirname(execFileSync('which', ['uv'], { encoding: 'utf8' }).trim());
  } catch {
    const venv = packagesVenv(python, ['uv']);
    return 'missing' in venv ? undefined : dirname(venv.executable);
  }
}

export function uvExecutable(): string | undefined {
  const folder = folderOfUv();
  return folder === undefined ? undefined : join(folder, 'uv');
}
