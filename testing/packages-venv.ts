import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  mkdirSync(cache, { recursive: true });
  // Several test files may want it at once.
  const unlock = lock(`${folder}.lock`);
  try {
    if (existsSync(complete)) return { executable };
    rmSync(folder, { recursive: true, force: true });
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
  } finally {
    unlock();
  }
}

/** Waits while another process has it: the number of that process is in the file. */
function lock(file: string): () => void {
  const patience = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isAbandoned(file)) rmSync(file, { force: true });
    else Atomics.wait(patience, 0, 0, 200);
  }
}

function isAbandoned(file: string): boolean {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    if (owner > 0) process.kill(owner, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function run(file: string, args: string[]): void {
  execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 600_000 });
}
