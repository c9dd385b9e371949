// Installs the tarballs of tarballs/ as a user would, and runs them on every Python of this machine: npm run try-tarballs
// It compiles nothing of its own, so it tries the binaries that others built.
import { tarballs } from '../scripts/lib/published-packages.mjs';
import { show } from '../scripts/lib/run.mjs';

const { exitCode = 1 } = await show('vitest', ['run', 'client', 'imports', 'pythons', 'readme', 'sizes'], {
  cwd: import.meta.dirname,
  env: { PYLOOM_TARBALLS: tarballs },
});
process.exitCode = exitCode;
