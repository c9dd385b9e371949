// Makes a fresh clone ready for all other commands, on a machine that has only Node and npm: system packages and dependencies.
// Imports nothing that an install brings. Says nothing and takes a second when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildTools, runtimePython } from './lib/needs.mjs';
import { root } from './lib/paths.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { provideSystemPackages } from './lib/system-packages.mjs';

const { engines, packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

await main(import.meta, async () => {
  const { node } = process.versions;
  if (node.localeCompare(engines.node.replace('>=', ''), 'en', { numeric: true }) < 0) {
    throw new SetupError(
      `this is Node ${node}, and pyloom needs ${engines.node}: https://nodejs.org/en/download`,
    );
  }
  provideDependencies();
  // The binaries of others need no compiler: --no-compiler.
  if (!process.argv.includes('--no-compiler')) await provideSystemPackages([...buildTools, runtimePython]);
});

/** Installs the npm dependencies exactly as locked. */
function provideDependencies() {
  // pnpm leaves a copy of the lock file that it has installed from. Where that is this one, it looks only at what was changed since.
  const [locked, installed] = ['pnpm-lock.yaml', 'node_modules/.pnpm/lock.yaml']
    .map((path) => join(root, path))
    .map((file) => existsSync(file) && readFileSync(file, 'utf8'));
  const isLocked = locked === installed;
  if (!isLocked) say('installing dependencies');
  // A machine with only Node has npx; from then on pnpm is one of the dependencies. corepack would check signatures,
  // which fails behind some mirrors.
  const pnpm = join(root, 'node_modules/pnpm/bin/pnpm.cjs');
  const [command, ...args] = existsSync(pnpm) ? [process.execPath, pnpm] : ['npx', '--yes', packageManager];
  if (isLocked) args.push('--optimistic-repeat-install');
  const { status } = spawnSync(command, [...args, 'install', '--frozen-lockfile', '--loglevel=warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npx',
    // With no terminal on stdin, pnpm asks for it before it replaces a node_modules that is out of date.
    env: { ...process.env, CI: 'true' },
  });
  if (status === 0) return;
  throw new SetupError(
    'the dependencies could not be installed (see above). If a package.json was changed, run: node_modules/.bin/pnpm install',
  );
}
