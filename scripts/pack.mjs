// npm run pack: packs the packages as they are published, into tarballs/: node scripts/pack.mjs [--complete]
// Their binaries are those that `npm run binaries` and other machines put into prebuilt/; without any, the one that
// `npm run build` made. With --complete it fails unless there is one for every platform.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './lib/paths.mjs';
import { nativePackages, prebuildPath, prebuilt, targets } from './lib/prebuild-targets.mjs';
import { publishedPackages, tarballs } from './lib/published-packages.mjs';
import { run } from './lib/run.mjs';
import { main, SetupError, say } from './lib/say.mjs';

await main(async () => {
  if (process.argv.includes('--complete')) checkComplete();
  await build(publishedPackages);
  rmSync(tarballs, { recursive: true, force: true });
  mkdirSync(tarballs);
  for (const name of nativePackages) takePrebuilt(name);
  for (const name of publishedPackages) {
    const cwd = join(root, 'packages', name);
    const { failed, all } = await run('pnpm', ['pack', '--pack-destination', tarballs], { cwd });
    if (failed) throw new SetupError(`${name} could not be packed:\n${all}`);
    say(`packed ${name}`);
  }
});

/** @throws {SetupError} naming the binaries that are missing in prebuilt/ */
function checkComplete() {
  const paths = nativePackages.flatMap((name) =>
    targets.map((target) => join(prebuilt, name, prebuildPath(name, target))),
  );
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) throw new SetupError(`missing:\n  ${missing.join('\n  ')}`);
}

/** @param {string} name */
function takePrebuilt(name) {
  const source = join(prebuilt, name, 'prebuilds');
  if (!existsSync(source)) return;
  const destination = join(root, 'packages', name, 'prebuilds');
  rmSync(destination, { recursive: true, force: true });
  cpSync(source, destination, { recursive: true });
}
