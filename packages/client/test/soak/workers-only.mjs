// A process that has clients in worker threads alone, and stdout in a pipe that JavaScript writes to as well: soak.mjs starts it
// beside its own load, and reads what is printed.
import assert from 'node:assert/strict';
import { onlyKinds } from './kinds/index.mjs';
import { Random } from './random.mjs';
import { ResidentMemory } from './resident-memory.mjs';
import { WorkerThreads } from './worker-threads.mjs';

const { options, only, seed, seconds, mostGrowth } = JSON.parse(/** @type {string} */ (process.argv[2]));
onlyKinds(only);
// See stacks.mjs.
process.on('SIGUSR2', () => {});

const memory = new ResidentMemory();
let lines = 0;
const watch = setInterval(() => {
  memory.sample();
  const line = `line of JavaScript ${lines++}`;
  console.log(line);
  tell(line);
}, 100);
const groups = [1, 2].map((group) => ({ group, threads: new WorkerThreads(tell) }));
setTimeout(() => {
  for (const { threads } of groups) threads.stop();
}, seconds * 1000);
await Promise.all(
  groups.map(({ group, threads }) =>
    threads.run({ ...options, stdout: 'inherit' }, only, new Random(seed + group)),
  ),
);
clearInterval(watch);
process.stderr.write(
  `clients in workers alone: ${memory.now.toFixed(0)} MiB, grown by ${memory.growth.toFixed(1)}\n`,
);
if (mostGrowth !== null) assert.ok(memory.growth < mostGrowth, `memory has grown by ${memory.growth} MiB`);
process.disconnect();

/** @param {string} told */
function tell(told) {
  process.send?.({ told });
}
