// npm run lint: biome, clang-format and the syntax of the Python glue. `npm run format` (--write) formats.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findPythons } from './find-pythons.mjs';
import { run, runNode } from './lib/child.mjs';
import { root, tools } from './lib/paths.mjs';
import { main, say } from './lib/say.mjs';

/**
 * @param {{ write?: boolean }} [options]
 * @returns {Promise<string[]>} the checks that failed; what is wrong is on stderr
 */
export async function lint({ write = false } = {}) {
  const failed = [];
  if (!(await biome(write))) failed.push('biome');
  if (!(await clangFormat(write))) failed.push('clang-format');
  if (!(await pythonSyntax())) failed.push('python syntax');
  return failed;
}

/** @param {boolean} write */
async function biome(write) {
  const args = write ? ['check', '--write', '.'] : ['ci', '--error-on-warnings', '.'];
  return (await runNode(tools.biome, args, { show: true })).code === 0;
}

/** @param {boolean} write */
async function clangFormat(write) {
  const files = sources('packages', /\.(cc|h)$/);
  if (files.length === 0) return true;
  const args = write ? ['-i', ...files] : ['--dry-run', '--Werror', ...files];
  return (await runNode(tools.clangFormat, args, { show: true })).code === 0;
}

/** The glue runs on every CPython from 3.9 on, so the oldest one at hand reads it. */
async function pythonSyntax() {
  const files = ['packages', 'apps', 'scripts'].flatMap((folder) =>
    sources(folder, /\/(python|lib)\/.*\.py$/),
  );
  const oldest = (await findPythons()).at(-1);
  if (files.length === 0) return true;
  if (!oldest) {
    say('no Python here to check the Python files with');
    return true;
  }
  const checker = join(root, 'scripts/lib/check_syntax.py');
  return (await run(oldest.path, ['-I', checker, ...files], { show: true })).code === 0;
}

/** The folders whose content is made or installed. */
const skipped = new Set(['node_modules', 'build', 'dist', 'prebuilds', 'reports', '__pycache__']);

/**
 * @param {string} folder
 * @param {RegExp} name
 * @returns {string[]}
 */
function sources(folder, name) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : sources(path, name);
    return name.test(path) ? [path] : [];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    const failed = await lint({ write: process.argv.includes('--write') });
    if (failed.length > 0) say(`failed: ${failed.join(', ')}`);
    return failed.length > 0 ? 1 : 0;
  });
}
