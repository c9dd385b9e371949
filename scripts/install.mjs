// Makes a fresh clone ready for all other commands, on a machine that has only Node and npm: system packages and dependencies.
// Imports nothing that an install brings. Says nothing and takes half a second when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildTools, runtimePython } from './lib/needs.mjs';
import { root } from './lib/paths.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { provideSystemPackages } from './lib/system-packages.mjs';

const { engines, packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

await main(async () => {
  checkNode();
  // The binaries of others need no compiler: --no-compiler.
  if (!process.argv.includes('--no-compiler')) await provideSystemPackages([...buildTools, runtimePython]);
  provideDependencies();
});

function checkNode() {
  const oldest = engines.node.replace('>=', '');
  if (process.versions.node.localeCompare(oldest, 'en', { numeric: true }) >= 0) return;
  throw new SetupError(
    `this is Node ${process.versions.node}, and pyloom needs ${engines.node}. See https://nodejs.org/en/download`,
  );
}

/** Installs the npm dependencies exactly as locked, unless that was done. */
function provideDependencies() {
  // pnpm leaves a copy of the lock file that it has installed from.
  const [wanted, installed] = ['pnpm-lock.yaml', 'node_modules/.pnpm/lock.yaml'].map((path) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined,
  );
  if (wanted === installed) return;
  say('installing dependencies');
  // A machine with only Node has npx; from then on pnpm is one of the dependencies. corepack would check signatures,
  // which fails behind some mirrors.
  const pnpm = join(root, 'node_modules/pnpm/bin/pnpm.cjs');
  const [command, ...args] = existsSync(pnpm) ? [process.execPath, pnpm] : ['npx', '--yes', packageManager];
  const { status } = spawnSync(command, [...args, 'install', '--frozen-lockfile'], {
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
