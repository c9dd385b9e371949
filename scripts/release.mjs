// npm run release: publishes what is in tarballs/, the very files that were tested: node scripts/release.mjs [--dry-run]
// A version that the registry has already is passed over, so that a release that broke off can be taken up again. It needs
// nothing but Node and npm, so that no dependency runs where the right to publish is.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { findTarball, publishedPackages, tarballs } from './lib/published-packages.mjs';
import { main, SetupError, say } from './lib/say.mjs';

const dryRun = process.argv.includes('--dry-run');

await main(import.meta, async () => {
  if (!existsSync(tarballs)) run('npm', 'run', 'pack', ...(dryRun ? [] : ['--', '--complete']));
  for (const name of publishedPackages) publish(name);
});

/** @param {string} name */
function publish(name) {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  const spec = `${manifest.name}@${manifest.version}`;
  const file = findTarball(name);
  if (!file.endsWith(`-${manifest.version}.tgz`)) {
    throw new SetupError(`${file} is not version ${manifest.version}; run: npm run pack`);
  }
  if (!dryRun && spawnSync('npm', ['view', spec, 'version']).stdout?.toString().trim() === manifest.version) {
    return say(`${spec} is published already`);
  }
  say(`${dryRun ? 'trying' : 'publishing'} ${spec}`);
  // Only a workflow of the repository can prove where a package comes from.
  const provenance = process.env.GITHUB_ACTIONS ? ['--provenance'] : [];
  run('npm', 'publish', file, '--access', 'public', ...(dryRun ? ['--dry-run'] : provenance));
  // The workflow pushes the tags when all packages are out.
  if (!dryRun) run('git', 'tag', '--force', spec);
}

/** @param {string} command @param {string[]} args */
function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new SetupError(`${command} ${args.join(' ')} failed (see above).`);
}
