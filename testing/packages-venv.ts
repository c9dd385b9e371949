import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../packages/common/src/index.ts';

const { env, platform } = process;
const cache = cacheFolder({ cwd: process.cwd(), env, platform }) ?? join(tmpdir(), 'pyloom');
const ci = Boolean(env.CI) && env.CI !== 'false';

/**
 * A venv of this Python that has the packages, kept from one run to the next; or why there is none. With CI=true that is an error.
 */
export function packagesVenv(
  python: { readonly executable: string; readonly version: string },
  packages: readonly string[],
): { executable: string } | { missing: string } {
  const stamp = createHash('sha256')
    .update(`${python.executable} ${python.version} ${packages}`)
    .digest('hex');
  const folder = join(cache, `test-venv-${python.version}-${stamp.slice(0, 8)}`);
  const executable = join(folder, 'bin/python');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return { executable };
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    run(python.executable, ['-m', 'venv', folder]);
    // Nothing is compiled here: that would take minutes, and libraries that may be missing.
    run(executable, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--only-binary',
      ':all:',
      ...packages,
    ]);
    writeFileSync(`${complete}.part`, '');
    renameSync(`${complete}.part`, complete);
    return { executable };
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const missing = `${packages.join(' and ')} could not be installed: ${stderr?.trim().split('\n').at(-1) ?? message}`;
    if (ci) throw new Error(missing);
    return { missing };
  }
}

function run(file: string, args: string[]): void {
  execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 180_000 });
}
