import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { readJson } from './read-json.mjs';

/**
 * @typedef {import('./compare.mjs').Comparison} Comparison
 * @typedef {import('./ways.mjs').Way} Way
 */

/** Outcomes on disk, a file for each suite: a run that was stopped goes on where it was. */
export class Store {
  /**
   * @param {import('../lib/types.ts').FoundPython} python
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
    return readJson(this.#file(name));
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
