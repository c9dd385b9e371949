import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { cacheFolder } from '../../packages/common/src/index.ts';

const { env, platform } = process;
const cache = cacheFolder({ cwd: process.cwd(), env, platform }) ?? join(tmpdir(), 'pyloom');
const root = join(import.meta.dirname, '../..');
/** Of docs/deploying. */
export const examples = join(root, 'docs/examples/deploying');

/** A project as a reader has it: an example of the docs, with packages from npm that are kept for the next run. */
export interface Project {
  readonly folder: string;
  /** Runs a program in its folder; gives all that it wrote. */
  run(program: string, ...args: string[]): Promise<string>;
  /** The same for one of Node. */
  node(...args: string[]): Promise<string>;
}

/** Lives as long as the tests of a file. */
export function projectOf(
  example: string,
  packages: readonly string[],
  settings: NodeJS.ProcessEnv = {},
): Project {
  const folder = mkdtempSync(join(tmpdir(), 'pyloom-deploying-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(examples, example), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "reader", "private": true }\n');
  giveModules(join(folder, 'node_modules'), packages);
  const run = async (program: string, ...args: string[]) => {
    const options = { cwd: folder, timeout: 120_000, env: { ...env, ...settings } };
    const { stdout, stderr } = await promisify(execFile)(program, args, options);
    return stdout + stderr;
  };
  return { folder, run, node: (...args) => run(process.execPath, ...args) };
}

/** A node_modules with the packages of npm, and those of this repository as they are published. */
function giveModules(modules: string, packages: readonly string[]): void {
  const kept = installed(packages);
  try {
    // Links to the same files, which takes no time and no room.
    execFileSync('cp', ['-al', kept, modules], { stdio: 'pipe' });
  } catch {
    rmSync(modules, { recursive: true, force: true });
    cpSync(kept, modules, { recursive: true, verbatimSymlinks: true });
  }
  for (const name of ['client', 'core-native', 'executor', 'semaphore', 'state']) {
    for (const part of ['package.json', 'dist', 'prebuilds', 'python']) {
      const source = join(root, 'packages', name, part);
      if (existsSync(source)) cpSync(source, join(modules, '@pyloom', name, part), { recursive: true });
    }
  }
}

/** The packages' node_modules, kept from one run to the next. */
function installed(packages: readonly string[]): string {
  const all = ['node-gyp-build@4.8.4', ...packages];
  const stamp = createHash('sha256').update(all.join(' ')).digest('hex').slice(0, 8);
  const folder = join(cache, `test-npm-${stamp}`);
  if (!existsSync(join(folder, 'complete'))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const quiet = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--loglevel=error'];
    execFileSync('npm', ['install', ...quiet, ...all], { cwd: folder, stdio: 'pipe' });
    writeFileSync(join(folder, 'complete'), '');
  }
  return join(folder, 'node_modules');
}
