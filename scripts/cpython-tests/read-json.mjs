import { readFileSync } from 'node:fs';

/**
 * @param {string} file
 * @returns {any} undefined if there is none
 */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}
