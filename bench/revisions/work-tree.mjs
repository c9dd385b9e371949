import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Another revision of this repository, built, with the benchmarks of this one: the same code measures both.
 *
 * @param {string} revision whatever git takes for a commit
 * @param {(folder: string) => Promise<T>} use
 * @template T
 * @returns {Promise<T>} what `use` gives; the folder is gone by then
 */
export async function withWorkTree(revision, use) {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'pyloom-bench-')));
  const folder = join(scratch, 'repository');
  await execa('git', ['worktree', 'add', '--quiet', '--detach', folder, revision], { cwd: root, stdio });
  // Ctrl-C ends the children, whose failure leads to the end of this function.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  try {
    await execa('npm', ['run', '--silent', 'build', 'client'], {
      cwd: folder,
      env: { TURBO_CACHE_DIR: join(root, '.turbo/cache'), ...process.env },
      stdio,
    });
    cpSync(join(root, 'bench'), join(folder, 'bench'), {
      recursive: true,
      preserveTimestamps: true,
      filter: (source) => basename(source) !== 'node_modules',
    });
    return await use(folder);
  } finally {
    process.off('SIGINT', ignore);
    await execa('git', ['worktree', 'remove', '--force', folder], { cwd: root, stdio });
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Progress goes to stderr: stdout has the figures. */
const stdio = ['ignore', 2, 2];
