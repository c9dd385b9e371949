// Builds the addon of the package in the current folder into prebuilds/, for this platform.
// node-gyp would fetch Node's headers from the network; where they stand beside node, those are used.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const environment = { ...process.env };
const nodePrefix = dirname(dirname(process.execPath));
if (!environment.npm_config_nodedir && existsSync(join(nodePrefix, 'include/node/node_api.h'))) {
  environment.npm_config_nodedir = nodePrefix;
}

// A stale build/Release (a sanitizer run leaves one) would win over prebuilds/, and a change of
// --tag-libc leaves two files.
rmSync('build', { recursive: true, force: true });
rmSync('prebuilds', { recursive: true, force: true });

const prebuildify = createRequire(import.meta.url).resolve('prebuildify/bin.js');
const result = spawnSync(process.execPath, [prebuildify, '--napi', '--strip', '--tag-libc'], {
  stdio: 'inherit',
  env: environment,
});
process.exit(result.status ?? 1);
