import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '../..');

/** What tests leave behind: their reports, and the sum. */
export const reportsFolder = join(root, 'reports');

/** Where Pythons that were built for the tests are kept: $PYLOOM_CACHE, else the user's cache folder. */
export function cacheFolder({ PYLOOM_CACHE, XDG_CACHE_HOME } = process.env) {
  return resolve(PYLOOM_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'pyloom'));
}

/**
 * Hands over an empty folder for as long as it is used.
 *
 * @template T
 * @param {string} prefix of its name; sockets in it have 108 bytes for all of theirs
 * @param {(folder: string) => Promise<T>} use
 */
export async function withScratch(prefix, use) {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
