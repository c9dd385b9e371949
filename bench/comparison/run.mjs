// pyloom beside the other ways to use Python from Node: the same work, in turns, round by round.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { median } from '../lib/measure.mjs';
import { figureOf, table } from '../lib/report.mjs';
import { ContenderHandle, timeToLeave, timeToStart } from './contender-handle.mjs';
import { items } from './items.mjs';
import { installPeer, packageOf, versions } from './peers.mjs';

/** pyloom first, in its modes, then the peers in the order of peers.mjs. */
const own = ['pyloom', 'pyloom-processes'];
const names = [...own, ...Object.keys(versions)];

/**
 * @param {{ executable: string, version: string, mode: string }} python
 * @param {{ rounds?: number, only?: string, log?: (line: string) => void }} [options]
 * @returns {Promise<Record<string, string[]>>} lines of Markdown, by the part of the page that they are for
 */
export async function compare(python, { rounds = 5, only, log = () => {} } = {}) {
  checkContenders();
  const there = names.filter((name) => {
    const installed = own.includes(name) || installPeer(name, python);
    if (!installed) log(`${name} could not be installed`);
    return installed;
  });
  const handles = there.map((name) => new ContenderHandle(name, python));
  const details = await Promise.all(handles.map((handle) => handle.opened()));
  const rows = [];
  try {
    for (const [index, item] of items.entries()) {
      if (only && !item.title.includes(only)) continue;
      log(item.title);
      const measure = item.first
        ? (handle) => measureFirst(handle.name, python, index)
        : (handle) => handle.measure(index);
      rows.push(row(item, await inTurns(handles, rounds, measure)));
    }
  } finally {
    for (const handle of handles) handle.close();
  }
  if (!only) {
    rows.push(row(starting, await inTurns(there, rounds, (name) => timeAboveNode(name, python))));
    rows.push(row(leaving, await inTurns(there, Math.min(rounds, 3), (name) => timeToLeave(name, python))));
  }
  const contenders = there.map((name, i) => `- ${label(name)}: ${details[i].detail ?? details[i].error}`);
  return { peers: [...contenders, '', ...table(['what', ...there.map(label)], rows)] };
}

const starting = { title: 'start to the first answer, beyond an empty Node', unit: 'ms' };
const leaving = { title: '`process.exit()` in the middle of a call', unit: 'ms' };

/** In a process of its own. */
async function measureFirst(name, python, index) {
  const handle = new ContenderHandle(name, python);
  try {
    await handle.opened();
    return await handle.measure(index);
  } finally {
    handle.close();
  }
}

async function timeAboveNode(name, python) {
  const empty = await timeToStart(undefined, python);
  const full = await timeToStart(name, python);
  return { figure: full.figure - empty.figure };
}

/** A round that takes this long needs neither a warm-up nor many others. */
const longRound = 2_000;

/** The answers of each contender, taken in turns after a first round that only warms up. */
async function inTurns(contenders, rounds, measure) {
  const answers = contenders.map(() => []);
  const done = new Set();
  for (let round = -1; round < rounds; round++) {
    for (const [i, contender] of contenders.entries()) {
      if (done.has(contender)) continue;
      const start = performance.now();
      const answer = await measure(contender);
      const last = answer.figure === undefined || performance.now() - start > longRound;
      if (last) done.add(contender);
      if (last || round >= 0) answers[i].push(answer);
    }
  }
  return answers;
}

function row({ title, unit }, answers) {
  const cells = answers.map((all) => {
    const last = all.at(-1);
    if (last.missing) return '–';
    if (last.error) return last.error;
    const figure = figureOf(median(all.map(({ figure }) => figure)), unit);
    return last.changed ? `${figure} (another value)` : figure;
  });
  return [title, ...cells];
}

const label = (name) => (versions[name] ? `${packageOf(name)} ${versions[name]}` : name.replace('-', ', '));

/** A contender without a version, or a version without a contender, would be left out without a word. */
function checkContenders() {
  const files = readdirSync(new URL('contenders/', import.meta.url)).map((file) => basename(file, '.mjs'));
  const strange = [...new Set([...files, ...names])].filter(
    (name) => !(files.includes(name) && names.includes(name)),
  );
  if (strange.length > 0) throw new Error(`contenders and versions differ: ${strange.join(', ')}`);
}
