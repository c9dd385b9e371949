// What a change costs: this work tree beside another revision, in processes that take turns.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { median, quantile } from '../lib/measure.mjs';
import { loadRawCosts } from '../lib/raw-costs.mjs';
import { figureOf, isGain, table } from '../lib/report.mjs';
import { withWorkTree } from './work-tree.mjs';

const here = fileURLToPath(new URL('../..', import.meta.url));

/** Less than this may be anything, whatever the spread says: the place of code in memory, for one. */
const negligible = 1.03;

/**
 * @param {string} revision
 * @param {{ executable: string, mode: string }} python
 * @param {{ only?: string, rounds?: number, log?: (line: string) => void }} [options]
 * @returns {Promise<string[]>} lines of Markdown
 */
export async function compareRevisions(
  revision,
  { executable, mode },
  { only = '', rounds = 7, log = () => {} } = {},
) {
  loadRawCosts(); // Builds it once for both.
  const files = readdirSync(new URL('../cases/', import.meta.url)).filter((file) => file.startsWith(only));
  return withWorkTree(revision, async (there) => {
    const pairs = new Map();
    for (let round = 0; round < rounds; round++) {
      log(`round ${round + 1} of ${rounds}`);
      for (const file of files.sort()) {
        // Who comes first finds another machine than who comes second; so each does, in turn.
        const order = round % 2 === 0 ? [here, there] : [there, here];
        const rows = new Map();
        for (const folder of order) rows.set(folder, await measure(folder, file, executable, mode));
        // By their place, since several rows of a file begin with '… to Python and back'.
        for (const [place, { item, value, unit }] of rows.get(here).entries()) {
          const key = `${file} ${place}`;
          if (!pairs.has(key)) pairs.set(key, { item, unit, values: [] });
          pairs.get(key).values.push([value, rows.get(there)[place].value]);
        }
      }
    }
    return table(
      ['what', 'this', revision, 'time, this / that', 'half of the rounds between', ''],
      [...pairs.values()].map(rowOf),
    );
  });
}

/** The rows of one file of cases, from a process of its own. */
async function measure(folder, file, executable, mode) {
  const script = join(folder, 'bench/revisions/one-case.mjs');
  const { stdout } = await execa(process.execPath, [script, file, executable, mode], { cwd: folder });
  return JSON.parse(stdout);
}

/** Ratios of each round by itself, since its two processes had the same machine; above 1 this one takes longer. */
function rowOf({ item, unit, values }) {
  const ratios = values.map(([ours, theirs]) => (isGain(unit) ? theirs / ours : ours / theirs));
  const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => quantile(ratios, part));
  const of = (side) => figureOf(median(values.map((pair) => pair[side])), unit);
  const verdict = low > negligible ? 'slower' : high < 1 / negligible ? 'faster' : '';
  return [item, of(0), of(1), middle.toFixed(2), `${low.toFixed(2)} – ${high.toFixed(2)}`, verdict];
}
