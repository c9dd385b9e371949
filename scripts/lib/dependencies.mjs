import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runNode } from './child.mjs';
import { root, tools } from './paths.mjs';
import { SetupError, say } from './say.mjs';

const stamp = join(root, 'node_modules/.pyloom-installed');

/** Installs the npm dependencies exactly as locked, unless that was done for these very manifests. */
export async function provideDependencies() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing dependencies');
  const args = ['install', '--frozen-lockfile'];
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // A machine with only Node has npx; from then on pnpm is one of the dependencies. corepack would check signatures,
  // which fails behind some mirrors.
  const { code } = existsSync(tools.pnpm)
    ? await runNode(tools.pnpm, args, { show: true, env: nonInteractive() })
    : await run('npx', ['--yes', packageManager, ...args], { show: true, env: nonInteractive() });
  if (code !== 0) {
    throw new SetupError(
      'the dependencies could not be installed (see above). If a package.json was changed, run: node_modules/.bin/pnpm install',
    );
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** With no terminal on stdin, pnpm asks for CI=true before it replaces a node_modules that is out of date. */
function nonInteractive() {
  return { ...process.env, CI: 'true' };
}

/** What an install depends on: the lock file, the manifests and the platform. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const path of manifests()) hash.update(path).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

function manifests() {
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  return ['.', ...folders, 'docs', 'e2e']
    .map((folder) => join(folder, 'package.json'))
    .filter((path) => existsSync(join(root, path)))
    .concat('pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc')
    .sort();
}
