import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../packages/common/src/index.ts';

const { env, platform } = process;
const cache = cacheFolder({ cwd: process.cwd(), env, platform }) ?? join(tmpdir(), 'pyloom');

const run = (program: string, args: string[], cwd = '/') =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/**
 * The files of an image like `node:22-bookworm-slim`: Debian's smallest base, by debootstrap, with Node from npm in /usr/local and the
 * user `node`. It is kept from one run to the next; this is a copy. Needs root and apt.
 */
export function debianRoot(suite: string, node: string): string {
  const archive = join(cache, `test-root-${suite}-node-${node}.tar`);
  if (!existsSync(archive)) make(archive, suite, node);
  const root = mkdtempSync(join(tmpdir(), 'pyloom-root-'));
  run('tar', ['-xf', archive, '-C', root]);
  return root;
}

function make(archive: string, suite: string, node: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'pyloom-debootstrap-'));
  const root = join(folder, 'root');
  try {
    run('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', 'debootstrap'], folder);
    const [debootstrap = ''] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
    run('dpkg-deb', ['-x', debootstrap, 'tool'], folder);
    const tool = join(folder, 'tool/usr/sbin/debootstrap');
    run('env', [
      `DEBOOTSTRAP_DIR=${folder}/tool/usr/share/debootstrap`,
      tool,
      '--variant=minbase',
      suite,
      root,
    ]);
    giveNode(root, node, folder);
    mkdirSync(cache, { recursive: true });
    run('tar', ['-cf', `${archive}.part`, '-C', root, '.']);
    renameSync(`${archive}.part`, archive);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function giveNode(root: string, node: string, folder: string): void {
  const unpacked = (name: string) => {
    const file = run('npm', ['pack', '--silent', name], folder).trim();
    const target = join(folder, `${file}-files`);
    mkdirSync(target);
    run('tar', ['-xf', file, '-C', target], folder);
    return join(target, 'package');
  };
  copyFileSync(
    join(unpacked(`node-linux-${process.arch}@${node}`), 'bin/node'),
    join(root, 'usr/local/bin/node'),
  );
  const modules = join(root, 'usr/local/lib/node_modules');
  mkdirSync(modules, { recursive: true });
  run('cp', ['-a', unpacked('npm@10'), join(modules, 'npm')]);
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name));
  }
  run('chroot', [root, 'useradd', '--create-home', '--shell', '/bin/bash', 'node']);
  run('chmod', ['755', root]);
}
