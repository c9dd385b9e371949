// How pyloom grows: with lanes, with worker threads, with the size of a value.
import { median } from '../lib/measure.mjs';
import { measureApart } from '../lib/measure-apart.mjs';
import { figureOf, table } from '../lib/report.mjs';

const counts = [1, 2, 4, 8, 16];

/**
 * @param {{ executable: string, version: string, mode: string }} python
 * @param {{ rounds?: number, log?: (line: string) => void }} [options]
 * @returns {Promise<Record<string, string[]>>} lines of Markdown, by the part of the page that they are for
 */
export async function grow(python, { rounds = 3, log = () => {} } = {}) {
  const lines = [];
  for (const { title, file, sizes, columns } of tables) {
    log(title);
    const figures = await inTurns(sizes, rounds, (size) => measure(file, size, python));
    const rows = sizes.map((size, i) => [
      typeof size === 'number' ? String(size) : size,
      ...columns.map(({ name, unit }) => figureOf(median(figures[i].map((round) => round[name])), unit)),
    ]);
    lines.push(`**${title}**`, '', ...table([file, ...columns.map(({ title }) => title)], rows), '');
  }
  return { growth: lines };
}

const tables = [
  {
    title: 'Lanes of one client',
    file: 'lanes',
    sizes: counts,
    columns: [
      { name: 'calls', unit: '/s', title: 'small calls, 1000 in flight' },
      { name: 'speedUp', unit: '×', title: 'CPU-bound work, speed-up' },
      { name: 'waits', unit: '/s', title: 'calls that wait for 20 ms' },
      { name: 'memory', unit: 'MB', title: 'resident memory' },
    ],
  },
  {
    title: 'Worker threads, a client each, 100 calls in flight in each',
    file: 'worker-threads',
    sizes: counts,
    columns: [
      { name: 'calls', unit: '/s', title: 'small calls' },
      { name: 'permits', unit: '/s', title: 'permits taken and given back' },
      { name: 'increments', unit: '/s', title: '`state.incr`, one key' },
      { name: 'apart', unit: '/s', title: '`state.incr`, a key each' },
    ],
  },
  {
    title: 'The size of a value, there and back',
    file: 'payload',
    sizes: ['100 B', '1 KB', '10 KB', '100 KB', '1 MB', '10 MB'],
    columns: [
      { name: 'bytes', unit: 'µs', title: 'Buffer' },
      { name: 'view', unit: 'µs', title: 'Float64Array' },
      { name: 'text', unit: 'µs', title: 'string' },
      { name: 'documents', unit: 'µs', title: 'array of objects' },
      { name: 'numbers', unit: 'µs', title: 'Array of numbers' },
    ],
  },
];

/** The figures of each size, taken in turns, round by round. */
async function inTurns(sizes, rounds, measureOne) {
  const figures = sizes.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, size] of sizes.entries()) figures[i].push(await measureOne(size));
  }
  return figures;
}

/** One round. */
const measure = (file, size, { executable, mode }) =>
  measureApart(new URL(`${file}.mjs`, import.meta.url), [String(size), executable, mode]);
