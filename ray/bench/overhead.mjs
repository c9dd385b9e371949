// What a call of a client costs beside a task of plain Ray, on the same Ray in the same run: PYLOOM_PYTHON is a Python that has it.
import { createPython } from '@pyloom/client';

const rounds = 9;
const [single, flight] = [100, 1000];
const py = await createPython({
  mode: 'ray',
  ray: { numCpus: 2, objectStoreMemory: 80 * 2 ** 20 },
  maxConcurrent: flight,
});
await py.exec(`
import time, ray

@ray.remote
def plain(x):
    return x

def one_by_one(count):
    start = time.perf_counter()
    for i in range(count):
        ray.get(plain.remote(i))
    return (time.perf_counter() - start) / count * 1000

def in_flight(count):
    start = time.perf_counter()
    ray.get([plain.remote(i) for i in range(count)])
    return count / (time.perf_counter() - start)
`);
await py.defineModule('ray_bench', 'def same(x): return x');

const call = (i) => py.call('ray_bench', 'same', [i]);

async function oneByOne(count) {
  const start = performance.now();
  for (let i = 0; i < count; i++) await call(i);
  return (performance.now() - start) / count;
}

async function inFlight(count) {
  const start = performance.now();
  await Promise.all(Array.from({ length: count }, (_, i) => call(i)));
  return (count / (performance.now() - start)) * 1000;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

// Beside each other in each round: what else the machine does changes from one to the next.
const [ones, many] = [[], []];
for (let round = -1; round < rounds; round++) {
  const plain = [await py.eval(`one_by_one(${single})`), await py.eval(`in_flight(${flight})`)];
  const client = [await oneByOne(single), await inFlight(flight)];
  if (round < 0) continue; // Workers start, and modules are imported.
  ones.push({ plain: plain[0], client: client[0], more: client[0] - plain[0] });
  many.push({ plain: plain[1], client: client[1], share: (client[1] / plain[1]) * 100 });
}
const of = (rows, key, digits) => median(rows.map((row) => row[key])).toFixed(digits);
console.log(
  `a call, one at a time   plain Ray ${of(ones, 'plain', 2)} ms, client ${of(ones, 'client', 2)} ms: ${of(ones, 'more', 2)} ms more`,
);
console.log(
  `${flight} in flight          plain Ray ${of(many, 'plain', 0)} /s, client ${of(many, 'client', 0)} /s: ${of(many, 'share', 0)} %`,
);
await py.close();
