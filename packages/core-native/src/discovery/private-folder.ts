import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

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
