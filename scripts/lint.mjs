// npm run lint: biome, clang-format and the syntax of the Python files. `npm run format` (--write) formats.
import { globSync } from 'tinyglobby';
import { findPythons } from './find-pythons.mjs';
import { root } from './lib/paths.mjs';
import { show } from './lib/run.mjs';
import { say } from './lib/say.mjs';

const write = process.argv.includes('--write');
const checks = {
  biome: await show('biome', write ? ['check', '--write', '.'] : ['ci', '--error-on-warnings', '.']),
  'clang-format': await show('clang-format', [
    ...(write ? ['-i'] : ['--dry-run', '--Werror']),
    ...filesOf('packages/**/*.{cc,h}'),
  ]),
  'python syntax': await pythonSyntax(),
};
for (const [name, { failed }] of Object.entries(checks)) {
  if (!failed) continue;
  say(`failed: ${name}`);
  process.exitCode = 1;
}

/** The glue runs on every CPython from 3.9 on, so the oldest one at hand reads it. */
async function pythonSyntax() {
  const oldest = (await findPythons()).at(-1);
  // Stops at the first file that has an error, and shows where; writes nothing.
  const checker = "import sys\nfor path in sys.argv[1:]: compile(open(path, 'rb').read(), path, 'exec')";
  if (oldest) return show(oldest.path, ['-I', '-c', checker, ...filesOf('**/*.py')]);
  say('no Python here to check the Python files with');
  return { failed: false };
}

/** @param {string} pattern */
function filesOf(pattern) {
  const ignore = ['**/node_modules/**', '**/build/**', '**/dist/**', '**/prebuilds/**'];
  return globSync(pattern, { cwd: root, ignore });
}
