import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** What tests leave behind: their reports, and the sum. */
export const reportsFolder = join(root, 'reports');

/** The entry points of the tools, called with the running node, so that neither PATH nor a shell matters. */
export const tools = {
  pnpm: join(root, 'node_modules/pnpm/bin/pnpm.cjs'),
  turbo: join(root, 'node_modules/turbo/bin/turbo'),
  biome: join(root, 'node_modules/@biomejs/biome/bin/biome'),
  clangFormat: join(root, 'node_modules/@wasm-fmt/clang-format/clang-format-cli.cjs'),
  nodeGyp: join(root, 'node_modules/node-gyp/bin/node-gyp.js'),
  tsc: join(root, 'node_modules/typescript/bin/tsc'),
  typedoc: join(root, 'node_modules/typedoc/bin/typedoc'),
  vitest: join(root, 'node_modules/vitest/vitest.mjs'),
};

/** Where Pythons that were built for the tests are kept: $PYLOOM_CACHE, else the user's cache folder. */
export function cacheFolder(environment = process.env) {
  if (environment.PYLOOM_CACHE) return resolve(environment.PYLOOM_CACHE);
  if (environment.XDG_CACHE_HOME) return join(resolve(environment.XDG_CACHE_HOME), 'pyloom');
  return join(homedir(), '.cache', 'pyloom');
}
