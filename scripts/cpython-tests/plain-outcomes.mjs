import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { readJson } from './read-json.mjs';

/**
 * @typedef {import('./ways.mjs').Way} Way
 * @typedef {import('./ways.mjs').Settings} Settings
 * @typedef {import('./ways.mjs').Result} Result
 */

/** What plain Python gave, on disk: the same for whatever build of pyloom it is compared with. */
export class PlainOutcomes {
  /** @param {boolean} fresh whether to forget what is known */
  constructor(fresh) {
    this.folder = join(root, 'reports/cpython-tests/plain');
    this.fresh = fresh;
    mkdirSync(this.folder, { recursive: true });
  }

  /**
   * @param {Way} way
   * @param {Settings} settings
   * @returns {Result | undefined}
   */
  read(way, settings) {
    return this.fresh ? undefined : readJson(this.#file(way, settings));
  }

  /**
   * @param {Way} way
   * @param {Settings} settings
   * @param {Result} result one without outcomes may be another one next time
   */
  write(way, settings, result) {
    if (result.outcomes) writeFileSync(this.#file(way, settings), JSON.stringify(result));
  }

  /**
   * Another Python, other resources or other tests left out: other outcomes.
   *
   * @param {Way} way
   * @param {Settings} settings
   */
  #file({ command }, { name, python }) {
    const key = createHash('sha256')
      .update(command(name, python, 'report').join('\0'))
      .digest('hex');
    return join(this.folder, `${name}.${key.slice(0, 12)}.json`);
  }
}
