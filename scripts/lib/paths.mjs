import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** What tests leave behind: their reports, and the sum. */
export const reportsFolder = join(root, 'reports');

/** Where Pythons that were built for the tests are kept: $PYLOOM_CACHE, else the user's cache folder. */
export function cacheFolder(environment = process.env) {
  if (environment.PYLOOM_CACHE) return resolve(environment.PYLOOM_CACHE);
  if (environment.XDG_CACHE_HOME) return join(resolve(environment.XDG_CACHE_HOME), 'pyloom');
  return join(homedir(), '.cache', 'pyloom');
}
