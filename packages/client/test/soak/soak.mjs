// Full load for some minutes, with everything that can happen to a call: no crash, no lost promise, flat memory, gauges at 0.
// In mode process somebody kills a random process every --kill milliseconds; 0: nobody does.
// What is in --only, which may be repeated, is all that is done then; --no-workers leaves out the worker threads.
//   npm run soak -- --minutes 10 --mode subinterp --python PATH --seed 1
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Companion } from './companion.mjs';
import { isOfAnEnd, Killer } from './killer.mjs';
import { onlyKinds } from './kinds/index.mjs';
import { leftBehind } from './left-behind.mjs';
import { Random } from './random.mjs';
import { ResidentMemory } from './resident-memory.mjs';
import { lostAfter, Rig } from './rig.mjs';
import { settledDown } from './settled-down.mjs';
import { dumpsOnSignal, printStacks } from './stacks.mjs';
import { WorkerThreads } from './worker-threads.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    mode: { type: 'string', default: 'auto' },
    python: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    tracks: { type: 'string', default: '24' },
    only: { type: 'string', multiple: true, default: [] },
    kill: { type: 'string', default: '1000' },
    'no-workers': { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const seconds = Number(values.minutes) * 60;

/** MiB. Interpreters that a pool needs for a moment stay, 3 MiB each. */
const mostGrowth = 32;

const options = {
  ...(values.python ? { python: values.python } : {}),
  mode: /** @type {'auto'} */ (values.mode),
  sysPath: [fileURLToPath(new URL('.', import.meta.url))],
};
// Who kills is not to blame for a lane that is not started again, nor for calls that wait until one is.
const kills = values.mode === 'process' && Number(values.kill) > 0;
const restarts = kills ? { process: { maxRestarts: 1_000_000 }, acquireTimeout: lostAfter } : {};
onlyKinds(values.only);
const rig = await Rig.open(options, { maxConcurrent: 16, ...restarts });
const { py } = rig;
if (py.executionMode === 'process' && Number(values.kill) > 0) {
  rig.killer = new Killer(py, new Random(seed + 1), Number(values.kill));
  // Of what an operation had begun beside that which it was waiting for.
  process.on('unhandledRejection', (error) => {
    if (!isOfAnEnd(error)) throw error;
  });
}
await rig.counted(py.exec(dumpsOnSignal));
process.stderr.write(
  `CPython ${py.version}, mode ${py.executionMode}, ${seconds} s, seed ${seed}, process ${process.pid}\n`,
);

const threads = new WorkerThreads();
// In less time than this, what grows is what every process takes at its start.
const longEnough = seconds >= 120;
const companion = values['no-workers']
  ? undefined
  : new Companion({ options, only: values.only, seed, seconds, mostGrowth: longEnough ? mostGrowth : null });
const memory = new ResidentMemory();
const started = performance.now();
const elapsed = () => (performance.now() - started) / 1000;

let said = 0;
const watch = setInterval(() => {
  memory.sample();
  const lost = rig.overdue();
  if (elapsed() > seconds + (2 * lostAfter) / 1000) lost.push('the end');
  if (lost.length > 0) {
    const stats = JSON.stringify(py.stats(), null, 1);
    process.stderr.write(`no answer: ${lost.join(', ')}\n${stats}\n`);
    // Of Python in this process: another one has its stacks by itself.
    if (py.executionMode !== 'process') printStacks(process.pid);
    process.exit(1);
  }
  if (elapsed() - said >= 30) {
    said = elapsed();
    sayHowItGoes().catch(() => {});
  }
}, 1000);
const end = setTimeout(() => {
  rig.stop();
  rig.killer?.stop();
  threads.stop();
}, seconds * 1000);

if (values['no-workers']) threads.stop();
await Promise.all([
  rig.run(Number(values.tracks), seed),
  threads.run(options, values.only, new Random(seed)),
]);
await companion?.end(lostAfter);
clearInterval(watch);
clearTimeout(end);
await settledDown(rig);
await allLanesIdle();

const report = {
  python: py.version,
  mode: py.executionMode,
  seed,
  seconds: Math.round(elapsed()),
  operations: rig.begun,
  kinds: Object.fromEntries([...rig.done].sort()),
  workers: { ended: threads.ended, terminated: threads.terminated },
  linesOfCompanion: companion?.lines ?? 0,
  lanes: py.stats().lanes.length,
  killed: rig.killer?.killed ?? 0,
  spoilt: rig.killer?.spoilt ?? 0,
  left: leftBehind(),
  rss: Math.round(memory.now),
  growth: Math.round(memory.growth * 10) / 10,
};
await py.close();
process.stdout.write(`${JSON.stringify(report)}\n`);
await noZombies();
if (longEnough) assert.ok(memory.growth < mostGrowth, `memory has grown by ${report.growth} MiB`);

async function sayHowItGoes() {
  const { heapUsed, external } = process.memoryUsage();
  const { allocatedBlocks } = await py.memoryStats();
  const figures = [
    `${rig.begun} operations`,
    `${memory.now.toFixed(0)} MiB`,
    `JavaScript's heap ${(heapUsed / 2 ** 20).toFixed(0)} and ${(external / 2 ** 20).toFixed(0)} MiB`,
    `Python's blocks ${allocatedBlocks.reduce((sum, blocks) => sum + blocks, 0)}`,
    describeLanes(),
  ];
  process.stderr.write(`${elapsed().toFixed(0)} s: ${figures.join(', ')}\n`);
}

function describeLanes() {
  const { lanes } = py.stats();
  const counts = new Map();
  for (const { kind } of lanes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts].map(([kind, count]) => `${count} ${kind}`).join(' + ');
  return `${kinds} lanes in ${new Set(lanes.map(({ interpreter }) => interpreter)).size} interpreters`;
}

/** Those that ended with the client are waited for within a moment. */
async function noZombies() {
  for (let turn = 0; turn < 300 && leftBehind().zombies.length > 0; turn++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(leftBehind().zombies, []);
}

async function allLanesIdle() {
  const busy = () => py.stats().lanes.filter((lane) => lane.busy || lane.waiting);
  // Lanes that were given up since they are stuck in C come back when that has ended.
  for (let turn = 0; turn < 1000 && busy().length > 0; turn++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  if (busy().length > 0 && py.executionMode !== 'process') printStacks(process.pid);
  assert.deepEqual(busy(), []);
}
