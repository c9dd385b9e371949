// npm run lint: biome, clang-format and the syntax of the Python glue. `npm run format` (--write) formats.
import { pathToFileURL } from 'node:url';
import { globSync } from 'tinyglobby';
import { findPythons } from './find-pythons.mjs';
import { root } from './lib/paths.mjs';
import { show } from './lib/run.mjs';
import { main, say } from './lib/say.mjs';

/** Stops at the first file that has an error, and shows where; writes nothing. */
const checker = "import sys\nfor path in sys.argv[1:]: compile(open(path, 'rb').read(), path, 'exec')";

/**
 * @param {{ write?: boolean }} [options]
 * @returns {Promise<string[]>} the checks that failed; what is wrong is on stderr
 */
export async function lint({ write = false } = {}) {
  const format = write ? ['-i'] : ['--dry-run', '--Werror'];
  const checks = {
    biome: await show('biome', write ? ['check', '--write', '.'] : ['ci', '--error-on-warnings', '.']),
    'clang-format': await show('clang-format', [...format, ...filesOf('packages/**/*.{cc,h}')]),
    'python syntax': await pythonSyntax(),
  };
  return Object.entries(checks).flatMap(([name, { failed }]) => (failed ? [name] : []));
}

/** The glue runs on every CPython from 3.9 on, so the oldest one at hand reads it. */
async function pythonSyntax() {
  const oldest = (await findPythons()).at(-1);
  if (oldest) return show(oldest.path, ['-I', '-c', checker, ...filesOf('{packages,apps}/*/python/**/*.py')]);
  say('no Python here to check the Python files with');
  return { failed: false };
}

/** @param {string} pattern */
function filesOf(pattern) {
  return globSync(pattern, {
    cwd: root,
    ignore: ['**/node_modules/**', '**/build/**', '**/dist/**', '**/prebuilds/**'],
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    const failed = await lint({ write: process.argv.includes('--write') });
    if (failed.length > 0) say(`failed: ${failed.join(', ')}`);
    return failed.length > 0 ? 1 : 0;
  });
}
