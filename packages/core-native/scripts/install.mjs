// Runs after an install. A prebuilt binary is used as it is; only where there is none is the addon compiled.
// Inside the workspace turbo builds it (see scripts/build-native.mjs), so there is nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const insideWorkspace = existsSync(new URL('../../../pnpm-workspace.yaml', import.meta.url));
if (!insideWorkspace) {
  // Comes from packages/addon, with the tarball.
  const { keepPlatform } = await import('./keep-platform.mjs');
  const nodeGypBuild = createRequire(import.meta.url).resolve('node-gyp-build/bin.js');
  const { status } = spawnSync(process.execPath, [nodeGypBuild], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  keepPlatform(fileURLToPath(new URL('../prebuilds', import.meta.url)));
}
