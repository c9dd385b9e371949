import { existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { SearchContext } from './search-context';

/** $PYLOOM_CACHE, else pyloom's folder among the user's caches. Undefined with PYLOOM_NO_CACHE=1, and without a home. */
export function cacheFolder({ cwd, env, platform }: SearchContext): string | undefined {
  if (env.PYLOOM_NO_CACHE && env.PYLOOM_NO_CACHE !== '0') return undefined;
  if (env.PYLOOM_CACHE) return resolve(cwd, env.PYLOOM_CACHE);
  if (platform === 'win32' && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'pyloom', 'cache');
  // The XDG rules: a relative path there is to be ignored.
  if (env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME)) return join(env.XDG_CACHE_HOME, 'pyloom');
  const home = env.HOME || homedir();
  return isAbsolute(home) ? join(home, '.cache', 'pyloom') : undefined;
}

/**
 * Makes the folder, for this user alone. Not by `recursive`: in Node 20 that never ends where a file system says ENOENT of an
 * entry that it refuses, as /proc does.
 */
export function makeCacheFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeCacheFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process was quicker
  }
}

/**
 * Whether only this user can have written there. What the cache says gets loaded into the process: under sudo,
 * with another user's HOME, it must be neither believed nor written to.
 */
export function isOwn(path: string): boolean {
  if (process.getuid === undefined) return true; // Windows: %LOCALAPPDATA% has the user's own access rights.
  const { uid, mode } = statSync(path);
  return uid === process.getuid() && (mode & 0o022) === 0;
}
