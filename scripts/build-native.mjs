// Builds the addon of the package in the current folder into prebuilds/, for this platform.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { nodeGypEnvironment } from './lib/node-headers.mjs';

// A stale build/Release would win over prebuilds/, and a change of --tag-libc leaves two files.
rmSync('build', { recursive: true, force: true });
rmSync('prebuilds', { recursive: true, force: true });

const prebuildify = createRequire(import.meta.url).resolve('prebuildify/bin.js');
const result = spawnSync(process.execPath, [prebuildify, '--napi', '--strip', '--tag-libc'], {
  stdio: 'inherit',
  env: nodeGypEnvironment(),
});
// What was built is in prebuilds/ now; left here it would be loaded in its stead after the next change.
rmSync('build', { recursive: true, force: true });
process.exit(result.status ?? 1);
