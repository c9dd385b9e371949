// npm run release: publishes what is in tarballs/, the very files that were tested: node scripts/release.mjs [--dry-run]
// A version that the registry has already is passed over, so that a release that broke off can be taken up again. It needs
// nothing but Node and npm, so that no dependency runs where the right to publish is.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runNode } from './lib/child.mjs';
import { root } from './lib/paths.mjs';
import { findTarball, publishedPackages, tarballs } from './lib/published-packages.mjs';
import { main, SetupError, say } from './lib/say.mjs';

const dryRun = process.argv.includes('--dry-run');

await main(async () => {
  if (!existsSync(tarballs)) {
    const pack = join(root, 'scripts/pack.mjs');
    const { code } = await runNode(pack, dryRun ? [] : ['--complete'], { show: true });
    if (code !== 0) return code;
  }
  for (const name of publishedPackages) await publish(name);
  return 0;
});

/** @param {string} name */
async function publish(name) {
  const { name: fullName, version } = JSON.parse(
    readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'),
  );
  const spec = `${fullName}@${version}`;
  const file = findTarball(name);
  if (!file.endsWith(`-${version}.tgz`)) {
    throw new SetupError(`${file} is not version ${version}; run: npm run pack`);
  }
  if (!dryRun && (await run('npm', ['view', spec, 'version'])).output.trim() === version) {
    say(`${spec} is published already`);
    return;
  }
  // Only a workflow of the repository can prove where a package comes from.
  const provenance = process.env.GITHUB_ACTIONS && !dryRun ? ['--provenance'] : [];
  const args = ['publish', file, '--access', 'public', ...provenance, ...(dryRun ? ['--dry-run'] : [])];
  say(`${dryRun ? 'trying' : 'publishing'} ${spec}`);
  await expectSuccess(spec, run('npm', args, { show: true }));
  // The workflow pushes the tags when all packages are out.
  if (!dryRun) await expectSuccess(`the tag ${spec}`, run('git', ['tag', '--force', spec], { show: true }));
}

/**
 * @param {string} what
 * @param {Promise<import('./lib/child.mjs').RunResult>} result
 */
async function expectSuccess(what, result) {
  const { code } = await result;
  if (code !== 0) throw new SetupError(`${what} failed with exit code ${code} (see above).`);
}
