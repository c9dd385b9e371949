// Installs the tarballs of tarballs/ as a user would, and runs them on every Python of this machine: node scripts/try-tarballs.mjs
// It compiles nothing of its own, so it tries the binaries that others built.
import { join } from 'node:path';
import { runNode } from './lib/child.mjs';
import { provideDependencies } from './lib/dependencies.mjs';
import { root, tools } from './lib/paths.mjs';
import { tarballs } from './lib/published-packages.mjs';
import { main } from './lib/say.mjs';

await main(async () => {
  await provideDependencies();
  const { code } = await runNode(tools.vitest, ['run', 'client', 'imports', 'pythons', 'readme', 'sizes'], {
    cwd: join(root, 'e2e'),
    env: { ...process.env, PYLOOM_TARBALLS: tarballs },
    show: true,
  });
  return code;
});
