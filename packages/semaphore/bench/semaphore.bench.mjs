// Prints what a permit costs, beside an empty native call and beside limiters in JavaScript. Ratios are of medians
// of interleaved rounds, so that a busy machine slows all of them alike. Nothing here fails by time.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Semaphore } from '@pyloom/semaphore';
import { Sema } from 'async-sema';
import pLimit from 'p-limit';

const rounds = Number(process.env.ROUNDS ?? 15);
const load = createRequire(import.meta.url)('node-gyp-build');

/** Nanoseconds for one operation: the median of each candidate's rounds, taken in turns. */
async function measure(candidates) {
  const samples = candidates.map(() => []);
  for (let round = -2; round < rounds; round += 1) {
    for (const [index, { count, run }] of candidates.entries()) {
      const start = process.hrtime.bigint();
      await run(count);
      const nanoseconds = Number(process.hrtime.bigint() - start) / count;
      if (round >= 0) samples[index].push(nanoseconds); // the first two only warm up
    }
  }
  return samples.map((each) => each.sort((a, b) => a - b)[each.length >> 1]);
}

async function compare(title, candidates) {
  const medians = await measure(candidates);
  console.log(`\n${title}`);
  for (const [index, { name }] of candidates.entries()) {
    const ratio = (medians[index] / medians[0]).toFixed(2);
    console.log(`  ${name.padEnd(34)} ${medians[index].toFixed(1).padStart(9)} ns  ${ratio.padStart(6)} x`);
  }
}

const inTurn = (name, operation, count = 200_000) => ({
  name,
  count,
  run: async (times) => {
    for (let index = 0; index < times; index += 1) operation();
  },
});

/** All at once: most of them wait for a permit. */
const crowd = (name, operation, count = 10_000) => ({
  name,
  count,
  run: (times) => Promise.all(Array.from({ length: times }, operation)),
});

const awaited = (name, operation, count = 50_000) => ({
  name,
  count,
  run: async (times) => {
    for (let index = 0; index < times; index += 1) await operation();
  },
});

const semaphore = new Semaphore({ max: 4 });
const sema = new Sema(4);
const limit = pLimit(4);
// Through the addon itself, an exhausted one: a call with one argument that reads one word of memory.
const addon = load(fileURLToPath(new URL('..', import.meta.url))).connect(() => {});
const exhausted = addon.open('', 1, 0);
addon.tryTake(exhausted);
const task = async () => {};

await compare('A permit taken and given back, nobody waits', [
  inTurn('one native call that does nothing', () => addon.tryTake(exhausted)),
  inTurn('tryTake() + give()', () => {
    semaphore.tryTake();
    semaphore.give();
  }),
  inTurn('tryAcquire() + release()', () => semaphore.tryAcquire().release()),
]);

await compare('A permit awaited and given back, nobody waits', [
  awaited('acquire() + release()', async () => (await semaphore.acquire()).release()),
  awaited('async-sema', async () => {
    await sema.acquire();
    sema.release();
  }),
]);

await compare('Ten thousand tasks at once, four permits', [
  crowd('run()', () => semaphore.run(task)),
  crowd('async-sema', async () => {
    await sema.acquire();
    try {
      await task();
    } finally {
      sema.release();
    }
  }),
  crowd('p-limit', () => limit(task)),
]);
