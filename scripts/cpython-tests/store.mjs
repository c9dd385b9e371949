import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';

/**
 * @typedef {import('./compare.mjs').Comparison} Comparison
 * @typedef {import('./ways.mjs').Way} Way
 */

/** Outcomes on disk, a file for each suite: a run that was stopped goes on where it was. */
export class Store {
  /**
   * @param {import('../lib/python.mjs').FoundPython} python
   * @param {Way} way
   */
  constructor({ label, version }, { id }) {
    this.folder = join(root, 'reports/cpython-tests', `${version}${label.endsWith('t') ? 't' : ''}-${id}`);
    mkdirSync(this.folder, { recursive: true });
  }

  clear() {
    rmSync(this.folder, { recursive: true });
    mkdirSync(this.folder);
  }

  /**
   * @param {string} name
   * @returns {Comparison | undefined}
   */
  read(name) {
    try {
      return JSON.parse(readFileSync(this.#file(name), 'utf8'));
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** @param {Comparison} comparison */
  write(comparison) {
    writeFileSync(this.#file(comparison.name), `${JSON.stringify(comparison, null, 1)}\n`);
  }

  /** @param {string} name */
  #file(name) {
    return join(this.folder, `${name}.json`);
  }
}
