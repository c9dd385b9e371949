// npm run pack: packs the packages as they are published, into tarballs/: node scripts/pack.mjs [--complete]
// Their binaries are those that `npm run binaries` and other machines put into prebuilt/; without any, the one that
// `npm run build` made. With --complete it fails unless there is one for every platform.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nativePackages, prebuildPath, prebuilt, targets } from '../packages/addon/compile/targets.mjs';
import { build } from './build.mjs';
import { root } from './lib/paths.mjs';
import { publishedPackages, tarballs } from './lib/published-packages.mjs';
import { mustRun } from './lib/run.mjs';
import { main, SetupError, say } from './lib/say.mjs';

await main(import.meta, async () => {
  const binaries = nativePackages.flatMap((name) =>
    targets.map((target) => join(prebuilt, name, prebuildPath(name, target))),
  );
  const missing = process.argv.includes('--complete') ? binaries.filter((path) => !existsSync(path)) : [];
  if (missing.length > 0) throw new SetupError(`missing:\n  ${missing.join('\n  ')}`);

  await build(publishedPackages);
  rmSync(tarballs, { recursive: true, force: true });
  mkdirSync(tarballs);
  for (const name of nativePackages) {
    const source = join(prebuilt, name, 'prebuilds');
    const destination = join(root, 'packages', name, 'prebuilds');
    if (!existsSync(source)) continue;
    rmSync(destination, { recursive: true, force: true });
    cpSync(source, destination, { recursive: true });
  }
  for (const name of publishedPackages) {
    const cwd = join(root, 'packages', name);
    await mustRun(`${name} could not be packed`, 'pnpm', ['pack', '--pack-destination', tarballs], { cwd });
    say(`packed ${name}`);
  }
});
