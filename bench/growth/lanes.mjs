// One round with a number of lanes: node lanes.mjs LANES PYTHON MODE
import { createPython } from '@pyloom/client';

const [lanes, python, mode] = process.argv.slice(2);
const count = Number(lanes);
const py = await createPython({
  python,
  mode,
  numExecutors: count,
  numWorkers: count,
  numSubinterpWorkers: count,
  maxConcurrent: 2000,
});
await py.defineModule(
  'growth',
  `import time
def wait(seconds): time.sleep(seconds)
def spin():
    x = 0
    for i in range(200_000): x += i * i
`,
);
const wait = py.func('growth', 'wait');
const spin = py.func('growth', 'spin');
const sqrt = py.func('math', 'sqrt');

const atOnce = (task, times) => Promise.all(Array.from({ length: times }, task));
async function seconds(task) {
  const start = performance.now();
  await task();
  return (performance.now() - start) / 1000;
}

await atOnce(() => wait(0.1), count * 2); // every lane has started
await atOnce(() => spin(), count * 2);
const memory = process.memoryUsage.rss() / 1e6;

for (let i = 0; i < 20; i++) await atOnce(() => sqrt(16), 1000);
const calls =
  100_000 /
  (await seconds(async () => {
    for (let i = 0; i < 100; i++) await atOnce(() => sqrt(16), 1000);
  }));
const one = await seconds(async () => {
  for (let i = 0; i < 8; i++) await spin();
});
const speedUp = (2 * one) / (await seconds(() => atOnce(() => spin(), 16)));
const waits = (count * 10) / (await seconds(() => atOnce(() => wait(0.02), count * 10)));
process.send({ calls, speedUp, waits, memory });
