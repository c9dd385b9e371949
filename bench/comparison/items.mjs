// What is compared. Every contender does the same work, measured by the same code.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { makeDocument } from '../../packages/wire/bench/document.mjs';
import { nanosecondsPerAwait, nanosecondsPerCall } from '../lib/measure.mjs';

const document = makeDocument();
const floats = Array.from({ length: 100_000 }, (_, i) => i / 3);
const bytes = Buffer.alloc(8 << 20, 7);
const doubles = new Float64Array(1 << 20).fill(0.5);
const latin = 'pyloom at 1 KB. '.repeat(64);
const chinese = '蟒蛇织布机'.repeat(205).slice(0, 1024);

const microseconds = (nanoseconds) => nanoseconds / 1e3;
const milliseconds = (nanoseconds) => nanoseconds / 1e6;

/** @type {readonly import('./contender').Item[]} */
export const items = [
  {
    title: 'sqrt, synchronous',
    unit: 'ns',
    needs: ['sqrtSync'],
    measure: async ({ sqrtSync }) => nanosecondsPerCall(() => sqrtSync(16)),
  },
  {
    title: 'sqrt, awaited, one at a time',
    unit: 'µs',
    needs: ['sqrt'],
    measure: async ({ sqrt }) => microseconds(await nanosecondsPerAwait(() => sqrt(16))),
  },
  {
    title: 'sqrt, 1000 in flight',
    unit: '/s',
    needs: ['sqrt'],
    measure: async ({ sqrt }) =>
      1e12 / (await nanosecondsPerAwait(() => Promise.all(Array.from({ length: 1000 }, () => sqrt(16))))),
  },
  echo('a 2 KB document there and back, synchronous', 'µs', document, { sync: true }),
  echo('a 2 KB document there and back, awaited', 'µs', document),
  echo('1 KB of Latin text, synchronous', 'µs', latin, { sync: true }),
  echo('1 KB of Chinese text, synchronous', 'µs', chinese, { sync: true }),
  echo('100 000 floats in an Array, awaited', 'ms', floats),
  echo('8 MB of bytes, awaited', 'ms', bytes),
  echo('8 MB in a Float64Array, awaited', 'ms', doubles),
  {
    title: 'four CPU-bound calls at once, speed-up',
    unit: '×',
    needs: ['spin'],
    measure: async ({ spin }) => {
      const one = await timeOf(spin);
      return (4 * one) / (await timeOf(() => Promise.all([spin(), spin(), spin(), spin()])));
    },
  },
  {
    title: 'delay of the event loop beside four CPU-bound calls, 99th percentile',
    unit: 'ms',
    needs: ['busy'],
    measure: async ({ busy }) => {
      const histogram = await delaysBeside(busy, () => sleep(500));
      return delayOf(histogram.percentile(99));
    },
  },
  {
    title: '… the longest delay',
    unit: 'ms',
    needs: ['busy'],
    measure: async ({ busy }) => {
      const histogram = await delaysBeside(busy, () => sleep(500));
      return delayOf(histogram.max);
    },
  },
  {
    title: '… the longest delay, with a small call every 10 ms',
    unit: 'ms',
    needs: ['busy', 'sqrt'],
    measure: async ({ busy, sqrt }) => {
      const calls = [];
      const histogram = await delaysBeside(busy, async () => {
        for (let i = 0; i < 50; i++) {
          calls.push(sqrt(16));
          await sleep(10);
        }
      });
      await Promise.all(calls);
      return delayOf(histogram.max);
    },
  },
  {
    title: 'a small call behind four that compute for half a second',
    unit: 'ms',
    needs: ['busy', 'sqrt'],
    measure: async ({ busy, sqrt }) => {
      const running = Promise.all([busy(0.5), busy(0.5), busy(0.5), busy(0.5)]);
      await sleep(50);
      const took = await timeOf(() => sqrt(16));
      await running;
      return took;
    },
  },
  ...['repeat', 'repeatNamed'].flatMap((ability) => {
    const what = ability === 'repeat' ? 'function passed as an argument' : 'registered function';
    return [
      {
        title: `a JavaScript ${what}, called from Python within a synchronous call`,
        unit: '/s',
        needs: [`${ability}Sync`],
        measure: async (contender) =>
          (20_000 * 1000) / (await timeOf(() => contender[`${ability}Sync`](20_000))),
      },
      {
        title: `… ${what}, within an awaited call`,
        unit: '/s',
        needs: [ability],
        measure: async (contender) => (10_000 * 1000) / (await timeOf(() => contender[ability](10_000))),
      },
    ];
  }),
  {
    title: '… the first function that is passed in a process, called once, awaited',
    unit: 'ms',
    first: true,
    needs: ['repeat'],
    measure: async ({ repeat }) => timeOf(() => repeat(1)),
  },
  {
    title: 'Python and JavaScript call each other, 100 deep, synchronously',
    unit: 'ms',
    needs: ['downSync'],
    measure: async ({ downSync }) => timeOf(() => downSync(100)),
  },
  {
    title: '… 100 deep, with promises',
    unit: 'ms',
    needs: ['down'],
    measure: async ({ down }) => timeOf(() => down(100)),
  },
  ...[10, 100].map((depth) => ({
    title: `… ${depth} deep, with promises, for the first time in a process`,
    unit: 'ms',
    first: true,
    needs: ['down'],
    measure: async ({ down }) => timeOf(() => down(depth)),
  })),
  {
    title: 'small dicts of a generator',
    unit: '/s',
    needs: ['items'],
    measure: async ({ items }) => {
      const count = 5_000;
      const took = await timeOf(async () => {
        for await (const _ of items(count));
      });
      return (count * 1000) / took;
    },
  },
];

/**
 * @param {string} title
 * @param {'µs' | 'ms'} unit
 * @param {unknown} value
 * @returns {import('./contender').Item}
 */
function echo(title, unit, value, { sync = false } = {}) {
  const scale = unit === 'µs' ? microseconds : milliseconds;
  const ability = sync ? 'echoSync' : 'echo';
  return {
    title,
    unit,
    needs: [ability],
    changes: async (contender) => !isSame(await contender[ability](value), value),
    measure: async (contender) =>
      scale(
        sync
          ? nanosecondsPerCall(() => contender.echoSync(value))
          : await nanosecondsPerAwait(() => contender.echo(value)),
      ),
  };
}

/** Bytes are the same in whatever view they come back. */
function isSame(result, value) {
  if (!ArrayBuffer.isView(value)) return isDeepStrictEqual(result, value);
  if (result instanceof ArrayBuffer) return Buffer.from(result).equals(bytesOf(value));
  return ArrayBuffer.isView(result) && bytesOf(result).equals(bytesOf(value));
}

const bytesOf = (view) => Buffer.from(view.buffer, view.byteOffset, view.byteLength);

/** In milliseconds. The histogram counts the one between two samples as well. */
const delayOf = (nanoseconds) => Math.max(0, milliseconds(nanoseconds) - 1);

/** Those of the event loop while something happens beside four calls. */
async function delaysBeside(busy, happens) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  const running = Promise.all([busy(0.6), busy(0.6), busy(0.6), busy(0.6)]);
  histogram.enable();
  await happens();
  histogram.disable();
  await running;
  return histogram;
}

/** Milliseconds. */
async function timeOf(task) {
  const start = performance.now();
  await task();
  return performance.now() - start;
}
