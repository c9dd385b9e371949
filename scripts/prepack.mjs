// Completes the native package in the current folder before it is packed: node ../../scripts/prepack.mjs [owner...]
// Each owner is a package whose headers it includes; they are copied to vendor/include, since a package that is built from
// source on a user's machine has no neighbours. In the workspace nothing reads the copies.
import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';

const notices = 'THIRD-PARTY-NOTICES.md';

rmSync('vendor', { recursive: true, force: true });
for (const owner of process.argv.slice(2)) {
  cpSync(join(root, 'packages', owner, 'include'), 'vendor/include', { recursive: true });
}
copyFileSync(join(root, notices), notices);
copyFileSync(join(root, 'packages/addon/install/keep-platform.mjs'), 'scripts/keep-platform.mjs');
