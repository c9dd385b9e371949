import * as callbacks from './callbacks.mjs';
import * as calls from './calls.mjs';
import * as copies from './copies.mjs';
import * as drops from './drops.mjs';
import * as exits from './exits.mjs';
import * as limits from './limits.mjs';
import * as objects from './objects.mjs';
import * as streams from './streams.mjs';

/** @typedef {(rig: import('../rig.mjs').Rig, random: import('../random.mjs').Random) => Promise<void> | void} Kind */

/** All that can happen, and how often beside 1. @type {Record<string, number>} */
const weights = {
  values: 6,
  expressions: 3,
  computing: 6,
  chains: 4,
  manyAnswers: 3,
  aborts: 2,
  timeLimits: 3,
  stuckInC: 0.3,
  execAndEval: 0.5,
  clients: 0.3,
  copies: 0.2,
  garbage: 0.3,
  cancelledArguments: 0.5,
  housekeeping: 0.1,
  definedModules: 0.1,
};

let kinds = Object.entries({
  ...calls,
  ...callbacks,
  ...limits,
  ...objects,
  ...streams,
  ...exits,
  ...drops,
  ...copies,
});
let total = weightOfAll();

/** Nothing but these from now on; all if there are none. @param {readonly string[]} names */
export function onlyKinds(names) {
  if (names.length === 0) return;
  const known = kinds.map(([name]) => name);
  for (const name of names) {
    if (!known.includes(name)) throw new RangeError(`no kind ${name}; there is: ${known.join(', ')}`);
  }
  kinds = kinds.filter(([name]) => names.includes(name));
  total = weightOfAll();
}

/** @param {import('../random.mjs').Random} random @returns {[name: string, kind: Kind]} */
export function someKind(random) {
  let left = random.next() * total;
  for (const [name, kind] of kinds) {
    left -= weightOf(name);
    if (left < 0) return [name, kind];
  }
  return kinds[0];
}

/** @param {string} name */
function weightOf(name) {
  return weights[name] ?? 1;
}

function weightOfAll() {
  return kinds.reduce((sum, [name]) => sum + weightOf(name), 0);
}
