import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { python } from '../support/python';

/** Third-party packages with libraries of their own. cryptography has no wheels for free-threaded builds of 3.13. */
export const packages = python.freeThreadedBuild ? ['numpy'] : ['numpy', 'cryptography'];

const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'pyloom');
const ci = Boolean(process.env.CI) && process.env.CI !== 'false';

/**
 * A venv of this run's Python that has the packages, kept from one run to the next; or why there is none. With CI=true that is an
 * error.
 */
export function packagesVenv(packages: readonly string[]): { executable: string } | { missing: string } {
  const stamp = createHash('sha256')
    .update(`${python.executable} ${python.version} ${packages}`)
    .digest('hex');
  const folder = join(cacheFolder, `test-venv-${python.version}-${stamp.slice(0, 8)}`);
  const executable = join(folder, 'bin/python');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return { executable };
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(cacheFolder, { recursive: true });
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
